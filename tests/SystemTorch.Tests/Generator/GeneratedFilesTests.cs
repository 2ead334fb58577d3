using System.Runtime.InteropServices;
using SystemTorch.Generator;

namespace SystemTorch.Tests.Generator;

/// <summary>The wrappers that are checked in are those that the map yields, and the installed LibTorch takes their calls.</summary>
public sealed class GeneratedFilesTests
{
    private const string Remedy = "Run scripts/generate-torch.sh and check the files in.";

    private static readonly Generation Generation = Generation.Run();

    [Test]
    public void The_map_is_in_order() => Assert.That(Generation.Problems, Is.Empty);

    [Test]
    public void The_files_checked_in_are_those_generated()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Generated");
        var names = Directory.EnumerateFiles(folder, "*.g.cs").Select(Path.GetFileName);
        Assert.That(names, Is.EquivalentTo(Generation.Files.Keys), Remedy);
        Assert.Multiple(() =>
        {
            foreach (var (name, text) in Generation.Files)
                Assert.That(File.ReadAllText(Path.Combine(folder, name)) == text, $"{name} is stale. {Remedy}");
        });
    }

    [Test]
    public unsafe void The_installed_LibTorch_takes_the_calls()
    {
        var installed = Marshal.PtrToStringUTF8((nint)Native.st_schemas())!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(installed, Has.Length.GreaterThan(1500));
        Assert.That(SchemaComparison.Differences(Generation.Schemas, SchemaReader.Read(installed)), Is.Empty);
    }

    [Test]
    public void Members_and_operators_are_many()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Generation.Schemas, Has.Count.GreaterThan(600));
            Assert.That(typeof(Operators).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic),
                Has.Length.EqualTo(Generation.Schemas.Count));
        });
    }
}
