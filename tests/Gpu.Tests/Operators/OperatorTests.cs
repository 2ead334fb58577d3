using System.Reflection;
using Parity.Tests.Sweep;

namespace Gpu.Tests.Operators;

/// <summary>
/// Every member that calls operators gives on a device what it gives on the CPU. What the CPU refuses is not tried: an index out of range ends a GPU's
/// process for good.
/// </summary>
[TestFixtureSource(typeof(Devices), nameof(Devices.All))]
public sealed class OperatorTests(string name)
{
    // These tell of the device itself, or move between devices.
    private static readonly HashSet<string> AboutDevices =
        ["ToString", "cpu", "cuda", "is_cpu", "is_pinned", "pin_memory", "cuda_is_available", "Equals", "storage", "alias"];

    // Looks for values among numbers that are not sorted, of which there is no right answer.
    private const string Unsorted = "searchsorted";

    // Each device draws its own numbers; signs of vectors and the order of eigenvalues are the solver's choice.
    private static readonly string[] Free =
    [
        "rand", "randn", "randint", "randperm", "normal", "bernoulli", "poisson", "multinomial", "dropout", "uniform_", "exponential_",
        "geometric_", "log_normal_", "cauchy_", "random_", "rrelu", "eig", "svd", "qr", Unsorted,
    ];

    [TestCaseSource(typeof(Members), nameof(Members.Classes))]
    public void Members_give_what_they_give_on_the_CPU(string className) => Compare(className, differentiates: false, atLeast: 0.25);

    [TestCaseSource(typeof(Members), nameof(Members.Classes))]
    public void Members_have_the_gradients_that_they_have_on_the_CPU(string className) => Compare(className, differentiates: true, atLeast: 0.05);

    private void Compare(string className, bool differentiates, double atLeast)
    {
        var there = device(name);
        var members = Members.All().Where(member => member.DeclaringType!.FullName == className && !AboutDevices.Contains(member.Name)).ToList();
        var differences = new List<string>();
        var compared = 0;
        foreach (var member in members)
        {
            for (var variant = 0; variant < MemberArguments.Variants; variant++)
            {
                var (counts, difference) = Difference(member, variant, there, differentiates);
                compared += counts ? 1 : 0;
                if (difference is not null)
                {
                    differences.Add($"{Members.TextOf(member)}, variant {variant}: {difference}");
                }

                // Nothing that is computed on the GPU after this means anything.
                Assert.That(difference ?? "", Does.Not.Contain("device-side assert"), string.Join("\n", differences));
            }
        }

        TestContext.Out.WriteLine($"{className}: {compared} calls compared, {differences.Count} differ");
        Assert.That(differences, Is.Empty);
        Assert.That(compared, Is.GreaterThan(members.Count * MemberArguments.Variants * atLeast));
    }

    private static (bool Counts, string? Difference) Difference(MethodInfo member, int variant, torch.Device there, bool differentiates)
    {
        using var scope = NewDisposeScope();
        var here = MemberCall.Of(member, variant, CPU, differentiates);
        if (here.Error is not null || (differentiates && here.Gradients.Length == 0))
        {
            return (false, null);
        }

        var comparesValues = !Free.Any(free => member.Name.StartsWith(free, StringComparison.Ordinal));
        var call = MemberCall.Of(member, variant, there, differentiates);
        var difference = call.Error is { } error
            ? $"fails there alone: {error.Split('\n')[0]}"
            : Comparison.Difference(here.Result, call.Result, comparesValues)
                ?? Comparison.Difference(here.Self, call.Self, comparesValues)
                ?? Comparison.Difference(here.Gradients, call.Gradients, comparesValues);
        return (true, difference);
    }
}
