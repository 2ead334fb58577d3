using MtlTorch.Balancing;

namespace MtlTorch.Tests.Balancing.Gradients;

/// <summary>Recorded rows, for methods that see the Gramian alone: the direction is the weighted sum of the gradients.</summary>
internal static class GramianRows
{
    /// <summary>All calls of the row by one method, with gradients of 64 bits and, by another, of 32 bits.</summary>
    /// <param name="row">The row.</param>
    /// <param name="make">Makes the method.</param>
    /// <param name="epsilon">Rounding error that the method is told; that of the gradients if null.</param>
    public static void Check(AggregatorCase row, Func<IGramianWeighting> make, double? epsilon = null)
    {
        Check(row, make(), torch.ScalarType.Float64, epsilon);
        Check(row, make(), torch.ScalarType.Float32, epsilon);
    }

    /// <summary>The weights for the gradients of the row's first call, for rows without a recorded result.</summary>
    public static double[] Weights(AggregatorCase row, IGramianWeighting method)
    {
        using var scope = torch.NewDisposeScope();
        return method.Weights(Gramian.Of(row.Jacobian()), row.Losses());
    }

    /// <summary>Number of tasks of the row.</summary>
    public static int Tasks(this AggregatorCase row) => row.Losses().Length;

    private static void Check(AggregatorCase row, IGramianWeighting method, torch.ScalarType type, double? epsilon)
    {
        Assert.That(row.Calls, Is.Not.Empty);
        for (var call = 0; call < row.Calls.Count; call++)
        {
            using var scope = torch.NewDisposeScope();
            var jacobian = row.Jacobian(call, type);
            var gramian = Gramian.Of(jacobian);
            var weights = method.Weights(new Gramian(gramian.ToArray(), epsilon ?? gramian.Epsilon), row.Losses(call));

            Assert.That(weights, Is.All.Matches<double>(double.IsFinite));
            row.CheckVector(jacobian.t().mv(torch.tensor(weights, dtype: type)), call);
            if (type == torch.ScalarType.Float64)
            {
                row.CheckWeights(weights, call);
            }
        }
    }
}
