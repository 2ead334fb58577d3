using System.Globalization;

namespace Parity.Tests.Support;

/// <summary>Lines of "what: value", compared with those that TorchSharp gave (Expected/README.md).</summary>
/// <param name="tolerance">Relative to the numbers' magnitude.</param>
public sealed class Transcript(double tolerance = LineComparison.Tolerance)
{
    private readonly List<string> lines = [];

    public void Say(string what, object? value) => lines.Add($"{what}: {TextOf(value)}");

    /// <summary>Compares with the file named after the test; where it differs, leaves what came beside it as .received.txt.</summary>
    public void ShouldBeAsExpected()
    {
        var test = TestContext.CurrentContext.Test;
        var path = ExpectedFile.PathOf(Path.Combine("Product", $"{test.ClassName!.Split('.')[^1]}.{test.MethodName}.txt"));
        var expected = File.Exists(path) ? File.ReadAllLines(path) : [];
        var differences = lines.Zip(expected).Where(pair => !LineComparison.Agree(pair.First, pair.Second, tolerance)).ToList();
        if (differences.Count > 0 || lines.Count != expected.Length)
            File.WriteAllLines(Path.ChangeExtension(path, ".received.txt"), lines);
        Assert.Multiple(() =>
        {
            foreach (var (actual, wanted) in differences)
                Assert.That(actual, Is.EqualTo(wanted), "beyond the tolerance");
            Assert.That(lines, Has.Count.EqualTo(expected.Length));
        });
    }

    private static string TextOf(object? value) => value switch
    {
        Tensor tensor => Fingerprint.Of(tensor),
        double number => number.ToString("r", CultureInfo.InvariantCulture),
        float number => number.ToString("r", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null",
    };
}
