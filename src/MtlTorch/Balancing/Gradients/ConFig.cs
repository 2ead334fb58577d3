namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// The direction whose cosine with every task's gradient is the same (or in the proportion of a preference), as long as the
/// sum of the gradients' projections on it.
/// </summary>
[Paper("Liu et al. 2025, ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks", "https://arxiv.org/abs/2408.11104", Place = "eq. (3)")]
public sealed record ConFigOptions : GradientBalancingOptions
{
    /// <summary>Proportion of the cosines, a number per task; all the same if null.</summary>
    [ElementRange(0.0, 1e6)]
    public IReadOnlyList<double>? Preference { get; init; }

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new ConFig(PerTask.Values("preference", Preference, context.Tasks, 1));
}

/// <summary>See <see cref="ConFigOptions"/>.</summary>
/// <param name="preference">Proportion of the cosines [T].</param>
public sealed class ConFig(double[] preference) : IGradientAggregation, ITellsTasksApart
{
    private const double Tiny = 1e-12;

    private readonly TaskNumbers preferences = new(preference, _ => 1);

    /// <inheritdoc/>
    public int Copies => 4;

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => preferences.Attend(tasks);

    /// <inheritdoc/>
    public Aggregate Aggregate(torch.Tensor jacobian, torch.Tensor losses)
    {
        using var scope = torch.NewDisposeScope();
        var norms = jacobian.norm(1, keepdim: true);
        var units = (jacobian / norms).nan_to_num(0, 0, 0);
        var best = Solve(units, preferences.Of(jacobian.shape[0]).Like(jacobian));
        var unit = best / best.norm().clamp_min(Tiny);
        return new Aggregate((unit * jacobian.mv(unit).sum()).MoveToOuterDisposeScope());
    }

    /// <summary>
    /// The shortest x with U x = p, or the best where there is none: pinv(U) p. By U' = Q R it is Q pinv(R') p, where only a
    /// matrix [T, T] must be inverted; the Gramian would be as small, but squares the condition number.
    /// </summary>
    private static torch.Tensor Solve(torch.Tensor units, torch.Tensor preference)
    {
        var (q, r) = torch.linalg.qr(units.t());
        var epsilon = units.dtype == torch.float64 ? double.BitIncrement(1) - 1 : float.BitIncrement(1) - 1;
        return q.mv(torch.linalg.pinv(r.t(), rtol: units.shape.Max() * epsilon).mv(preference));
    }
}
