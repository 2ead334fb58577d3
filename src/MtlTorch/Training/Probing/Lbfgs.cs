namespace MtlTorch.Training.Probing;

/// <summary>
/// Finds the minimum of a smooth convex function by L-BFGS with a line search. TorchSharp's own takes every step at full length, so
/// that it may go up where features are large (softmax regression of 10,000 MNIST images with pixels up to 2550: from 2.3 to 9.8); here no step does.
/// </summary>
/// <param name="function">Value and gradient at a point; both Float64 [D], the gradient given up to the caller.</param>
[Paper("Liu and Nocedal 1989, On the Limited Memory BFGS Method for Large Scale Optimization", "https://doi.org/10.1007/BF01589116", Place = "algorithm 2.1")]
[Paper("Lewis and Overton 2013, Nonsmooth Optimization via Quasi-Newton Methods", "https://doi.org/10.1007/s10107-012-0514-2", Place = "algorithm 2.6")]
internal sealed class Lbfgs(Func<torch.Tensor, (double Value, torch.Tensor Gradient)> function)
{
    /// <summary>Earlier steps that the curvature is estimated from.</summary>
    private const int Memory = 10;

    /// <summary>Lengths that are tried for one step, each half of or twice another.</summary>
    private const int MostTrials = 40;

    /// <summary>A step must gain this share of what the slope promises, and leave at most that share of the slope (the Wolfe conditions).</summary>
    private const double Gain = 1e-4, SlopeLeft = 0.9;

    private readonly List<Change> changes = [];

    /// <summary>Goes down from a point until no component of the gradient is larger than the tolerance, or rounding leaves nothing to gain.</summary>
    /// <param name="start">Where to begin, Float64 [D].</param>
    /// <param name="iterations">Steps at most.</param>
    /// <param name="tolerance">Largest component of the gradient that counts as none.</param>
    public Minimum Minimize(torch.Tensor start, int iterations, double tolerance)
    {
        using var scope = torch.NewDisposeScope();
        var at = PointAt(start.clone());
        var steps = 0;
        while (at.Steepest > tolerance && steps < iterations)
        {
            using var step = torch.NewDisposeScope();
            if (Next(at, Direction(at.Gradient)) is not { } next)
            {
                break;
            }

            Remember(at, next);
            at.Position.Dispose();
            at.Gradient.Dispose();
            next.Position.MoveToOuterDisposeScope();
            next.Gradient.MoveToOuterDisposeScope();
            (at, steps) = (next, steps + 1);
        }

        changes.ForEach(change => change.Dispose());
        changes.Clear();
        return new Minimum(at.Position.MoveToOuterDisposeScope(), steps, at.Steepest);
    }

    private static double Dot(torch.Tensor a, torch.Tensor b)
    {
        using var product = a.dot(b);
        return product.item<double>();
    }

    private Point PointAt(torch.Tensor position)
    {
        var (value, gradient) = function(position);
        using var steepest = gradient.abs().max();
        return new Point(position, value, gradient, steepest.item<double>());
    }

    /// <summary>Minus the gradient times the estimated inverse of the Hessian, by the recursion over the remembered steps.</summary>
    private torch.Tensor Direction(torch.Tensor gradient)
    {
        using var scope = torch.NewDisposeScope();
        var direction = gradient.neg();
        var shares = new double[changes.Count];
        for (var i = changes.Count - 1; i >= 0; i--)
        {
            shares[i] = Dot(changes[i].Step, direction) / changes[i].Curvature;
            direction.add_(changes[i].Gradient, -shares[i]);
        }

        if (changes.Count > 0)
        {
            direction.mul_(changes[^1].Curvature / Dot(changes[^1].Gradient, changes[^1].Gradient));
        }

        foreach (var (i, change) in changes.Index())
        {
            direction.add_(change.Step, shares[i] - Dot(change.Gradient, direction) / change.Curvature);
        }

        return direction.MoveToOuterDisposeScope();
    }

    /// <summary>The point at a fitting length along a direction, found by doubling and halving; null if none is seen for rounding.</summary>
    private Point? Next(Point at, torch.Tensor direction)
    {
        var slope = Dot(at.Gradient, direction);
        var (tooShort, tooLong) = (0.0, double.PositiveInfinity);

        // Of the curvature nothing is known before the first step, so that one is short.
        var length = changes.Count > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(-slope));
        for (var trial = 0; slope < 0 && trial < MostTrials; trial++)
        {
            var point = PointAt(at.Position.add(direction, length));
            if (!(point.Value <= at.Value + Gain * length * slope))
            {
                tooLong = length;
            }
            else if (Dot(point.Gradient, direction) < SlopeLeft * slope)
            {
                tooShort = length;
            }
            else
            {
                return point;
            }

            point.Position.Dispose();
            point.Gradient.Dispose();
            length = double.IsInfinity(tooLong) ? 2 * tooShort : (tooShort + tooLong) / 2;
        }

        return null;
    }

    private void Remember(Point before, Point after)
    {
        var (step, gradient) = (after.Position - before.Position, after.Gradient - before.Gradient);

        // The line search makes it positive, unless it is lost in rounding.
        var curvature = Dot(step, gradient);
        if (!(curvature > 0))
        {
            return;
        }

        if (changes.Count == Memory)
        {
            changes[0].Dispose();
            changes.RemoveAt(0);
        }

        changes.Add(new Change(step.DetachFromDisposeScope(), gradient.DetachFromDisposeScope(), curvature));
    }

    private sealed record Point(torch.Tensor Position, double Value, torch.Tensor Gradient, double Steepest);

    /// <summary>An earlier step, how it changed the gradient, and the product of both.</summary>
    private sealed record Change(torch.Tensor Step, torch.Tensor Gradient, double Curvature) : IDisposable
    {
        public void Dispose()
        {
            Step.Dispose();
            Gradient.Dispose();
        }
    }
}

/// <summary>Where a search ended.</summary>
/// <param name="Position">The point, Float64 [D].</param>
/// <param name="Steps">Steps that led there.</param>
/// <param name="Steepest">Largest component of the gradient there.</param>
internal sealed record Minimum(torch.Tensor Position, int Steps, double Steepest);
