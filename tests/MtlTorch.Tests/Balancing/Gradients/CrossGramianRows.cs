using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

/// <summary>Recorded rows and properties of methods that see products of gradients of two batches: step k gets matrices k, k + 1 and k + 2.</summary>
internal static class CrossGramianRows
{
    /// <summary>All steps of the row by one method, with gradients of 64 bits and, by another, of 32 bits.</summary>
    public static void Check(AggregatorCase row, Func<ICrossGramianWeighting> make, bool compareWeights = true)
    {
        Check(row, make(), torch.ScalarType.Float64, compareWeights);
        Check(row, make(), torch.ScalarType.Float32, compareWeights: false);
    }

    public static void CheckMemory(Func<int, ICrossGramianWeighting> make) => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        using var scope = torch.NewDisposeScope();
        var (first, second) = (make(jacobian.Tasks), make(jacobian.Tasks));
        first.Weights(jacobian.Gramian().ToArray());
        ((IStateful)second).Load(((IStateful)first).Save());

        Assert.That(second.Weights(jacobian.Gramian().ToArray()), Is.EqualTo(first.Weights(jacobian.Gramian().ToArray())));
    });

    public static void CheckRepresentationIsRefused(GradientBalancingOptions options) => Assert.That(
        (options with { Gradients = GradientSource.Representation }).Problems().Single().Problem,
        Is.EqualTo("this method needs the gradients of the shared parameters: it multiplies gradients of different batches, whose representations belong to different samples. Use \"shared\"."));

    public static void CheckSimplex(Func<int, ICrossGramianWeighting> make) => Properties.Hold(Jacobian.Awkward(), jacobian =>
    {
        var weights = make(jacobian.Tasks).Weights(jacobian.Gramian().ToArray());

        Assert.That(weights, Is.All.GreaterThanOrEqualTo(0));
        Assert.That(weights.Sum(), Is.EqualTo(1).Within(1e-6));
    });

    private static void Check(AggregatorCase row, ICrossGramianWeighting method, torch.ScalarType type, bool compareWeights)
    {
        Assert.That(row.Calls, Is.Not.Empty);
        for (var call = 0; call < row.Calls.Count; call++)
        {
            using var scope = torch.NewDisposeScope();
            var weights = method.Weights(Gramian.Products(row.Jacobian(call, type), row.Jacobian(call + 1, type)));

            row.CheckVector(row.Jacobian(call + 2, type).t().mv(torch.tensor(weights, dtype: type)), call);
            if (compareWeights)
            {
                row.CheckWeights(weights, call);
            }
        }
    }
}
