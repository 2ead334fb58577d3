namespace TorchSharp.Modules;

/// <summary>The earlier changes of parameters and gradients, from which L-BFGS estimates the curvature.</summary>
internal sealed class LbfgsHistory(long size) : IDisposable
{
    // A change with less curvature than this would spoil the estimate.
    private const double LeastCurvature = 1e-10;

    private readonly List<Change> changes = [];
    private Tensor lastGradient;
    private double lastRate;
    private double scale = 1;

    /// <summary>Where to go next.</summary>
    internal Tensor Direction { get; private set; }

    /// <summary>Takes the gradient in; sets the next direction and returns how far to follow it.</summary>
    internal double Update(Tensor gradient, double learningRate)
    {
        using var scope = NewDisposeScope();
        bool isFirst = lastGradient is null;
        if (!isFirst)
            Remember(gradient.sub(lastGradient), Direction.mul(lastRate));
        var direction = isFirst ? gradient.neg() : TwoLoopRecursion(gradient);
        Direction?.Dispose();
        Direction = direction.DetachFromDisposeScope();
        lastGradient?.Dispose();
        lastGradient = gradient.clone().DetachFromDisposeScope();
        lastRate = isFirst ? Math.Min(1, 1 / gradient.abs().sum().ToScalar().ToDouble()) * learningRate : learningRate;
        return lastRate;
    }

    public void Dispose()
    {
        changes.ForEach(change => change.Dispose());
        changes.Clear();
        lastGradient?.Dispose();
        Direction?.Dispose();
    }

    internal static double Dot(Tensor a, Tensor b)
    {
        using var product = a.dot(b);
        return product.ToScalar().ToDouble();
    }

    private void Remember(Tensor gradientChange, Tensor step)
    {
        double curvature = Dot(gradientChange, step);
        if (curvature <= LeastCurvature)
            return;
        if (changes.Count == size)
        {
            changes[0].Dispose();
            changes.RemoveAt(0);
        }
        scale = curvature / Dot(gradientChange, gradientChange);
        changes.Add(new Change(gradientChange.DetachFromDisposeScope(), step.DetachFromDisposeScope(), 1 / curvature));
    }

    /// <summary>The inverse of the estimated Hessian times the negative gradient.</summary>
    private Tensor TwoLoopRecursion(Tensor gradient)
    {
        var direction = gradient.neg();
        var weights = new double[changes.Count];
        for (int i = changes.Count - 1; i >= 0; i--)
        {
            weights[i] = Dot(changes[i].Step, direction) * changes[i].InverseCurvature;
            direction.add_(changes[i].Gradient, -weights[i]);
        }
        direction.mul_(scale);
        foreach (var (change, weight) in changes.Zip(weights))
            direction.add_(change.Step, weight - (Dot(change.Gradient, direction) * change.InverseCurvature));
        return direction;
    }

    /// <summary>One earlier step: how it changed the gradient and the parameters.</summary>
    private sealed record Change(Tensor Gradient, Tensor Step, double InverseCurvature) : IDisposable
    {
        public void Dispose()
        {
            Gradient.Dispose();
            Step.Dispose();
        }
    }
}
