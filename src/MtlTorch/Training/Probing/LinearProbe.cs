using static TorchSharp.torch;

namespace MtlTorch.Training.Probing;

/// <summary>
/// A linear model of features, fitted to all rows at once in double precision. Nothing is drawn: the same rows give the same model. Rows
/// without a label (a class below 0, a target that is NaN) are left out.
/// </summary>
public sealed class LinearProbe : IDisposable
{
    private LinearProbe(Tensor weights, Tensor biases) => (Weights, Biases) = (weights, biases);

    /// <summary>Weights, Float64 [F, K].</summary>
    public Tensor Weights { get; }

    /// <summary>Biases, Float64 [K].</summary>
    public Tensor Biases { get; }

    /// <summary>Rows that it was fitted to.</summary>
    public long Rows { get; private init; }

    /// <summary>Steps that were taken; 0 where it was solved.</summary>
    public int Iterations { get; private init; }

    /// <summary>Whether it is the optimum to within the tolerance; false where the iterations were over before.</summary>
    public bool Converged { get; private init; }

    /// <summary>Fits softmax regression by L-BFGS from zero.</summary>
    /// <param name="features">Features [N, F].</param>
    /// <param name="classes">Class of each row, Int64 [N]; below 0 for none.</param>
    /// <param name="count">Number of classes K.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">No row has a label, a class is not below K, or a feature is not finite.</exception>
    public static LinearProbe Classify(Tensor features, Tensor classes, long count, ProbeOptions options)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var (known, labels) = KnownRows.Of(features, classes);
        if (labels.max().item<long>() is var largest && largest >= count)
        {
            throw new ArgumentException($"There are {count} classes, and a row of class {largest}; classes count from 0.", nameof(classes));
        }

        var rows = new FeatureRows(known, options.Standardize);
        var regression = new SoftmaxRegression(rows, labels, count, options.Lambda);
        var found = new Lbfgs(regression.At).Minimize(zeros([regression.Size], float64, rows.Device), options.Iterations, options.Tolerance);
        var (weights, biases) = regression.Split(found.Position);
        return Unscaled(rows, weights, biases, found.Steps, found.Steepest <= options.Tolerance);
    }

    /// <summary>Solves ridge regression.</summary>
    /// <param name="features">Features [N, F].</param>
    /// <param name="targets">Real numbers [N, K]; a row with a NaN has no label.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">No row has a label, or a feature is not finite.</exception>
    public static LinearProbe Regress(Tensor features, Tensor targets, ProbeOptions options)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var (known, labels) = KnownRows.Of(features, targets);
        var rows = new FeatureRows(known, options.Standardize);
        var (weights, biases) = RidgeRegression.Solve(rows, labels, options.Lambda);
        return Unscaled(rows, weights, biases, 0, true);
    }

    /// <summary>Features [N, F] to scores of the classes, or to real numbers: Float64 [N, K].</summary>
    public Tensor Predict(Tensor features)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        return (features.to(float64).mm(Weights) + Biases).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes of the weights.</summary>
    public void Dispose()
    {
        Weights.Dispose();
        Biases.Dispose();
    }

    /// <summary>The model of the features as they came, not as the fit saw them.</summary>
    private static LinearProbe Unscaled(FeatureRows rows, Tensor weights, Tensor biases, int iterations, bool converged)
    {
        var own = weights * rows.Scale.unsqueeze(1);
        var shifted = biases - rows.Mean.unsqueeze(0).mm(own).squeeze(0);
        return new LinearProbe(own.DetachFromDisposeScope(), shifted.DetachFromDisposeScope())
        {
            Rows = rows.Count,
            Iterations = iterations,
            Converged = converged,
        };
    }
}
