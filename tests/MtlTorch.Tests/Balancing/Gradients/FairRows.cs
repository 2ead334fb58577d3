using MtlTorch.Balancing;

namespace MtlTorch.Tests.Balancing.Gradients;

/// <summary>Recorded rows that have no fair point, because a gradient is zero or no step helps every task.</summary>
internal static class FairRows
{
    /// <summary>Tasks without gradient have weight 0; without common direction all have.</summary>
    public static void CheckWithoutSolution(AggregatorCase row, IGramianWeighting method)
    {
        using var scope = torch.NewDisposeScope();
        var gramian = Gramian.Of(row.Jacobian());
        var weights = GramianRows.Weights(row, method);
        var hasZero = Enumerable.Range(0, gramian.Tasks).Any(i => gramian[i, i] == 0);

        Assert.That(weights.Select((w, i) => w > 0 == (hasZero && gramian[i, i] > 0)), Is.All.True, string.Join(", ", weights));
    }
}
