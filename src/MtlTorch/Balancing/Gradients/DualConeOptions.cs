using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>Methods that project gradients onto the directions that conflict with no task.</summary>
public abstract record DualConeOptions : GradientBalancingOptions
{
    /// <summary>How much each task's gradient counts before it is projected, one number per task in the tasks' order; null for 1/T each.</summary>
    [ElementRange(0, 1e6)]
    public IReadOnlyList<double>? Preference { get; init; }

    /// <summary>
    /// Added to the squared norms of the gradients, as a share of their sum, before projecting. With 0 the projections are exact.
    /// TorchJD has 0.0001: then small conflicts remain, and a gradient 100 times smaller than the largest is as good as ignored.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Regularization { get; init; }

    /// <summary>
    /// Sum of the squared norms below which the gradients count as zero, so that nothing is projected; only used with a
    /// regularization above 0. TorchJD has 0.0001, and with it becomes the plain mean when the gradients get small.
    /// </summary>
    [Range(0.0, 1.0)]
    public double NormEpsilon { get; init; }

    /// <summary>The matrix whose cone is projected on; its scale means nothing.</summary>
    internal double[,] Regularize(Gramian gramian)
    {
        if (Regularization == 0)
        {
            return gramian.ToArray();
        }

        var trace = DenseAlgebra.Diagonal(gramian.ToArray()).Sum();
        var scale = trace < NormEpsilon || trace == 0 ? 0 : 1 / trace;
        return DenseAlgebra.Square(gramian.Tasks, (i, j) => (gramian[i, j] * scale) + (i == j ? Regularization : 0));
    }
}
