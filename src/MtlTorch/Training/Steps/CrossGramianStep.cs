using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Training.Costs;

namespace MtlTorch.Training.Steps;

/// <summary>
/// For methods that choose weights by two independent batches: T backward passes through the trunk for each of those, and one
/// for the third batch, which the model learns from.
/// </summary>
internal sealed class CrossGramianStep : TrainingStep
{
    /// <summary>Two batches whose gradients are multiplied, and one to learn from.</summary>
    public const int BatchesPerStep = 3;

    private readonly ICrossGramianWeighting weighting;
    private readonly SharedJacobian first;
    private readonly SharedJacobian second;

    public CrossGramianStep(StepParts parts, ICrossGramianWeighting weighting)
        : base(parts)
    {
        this.weighting = weighting;
        first = new SharedJacobian(parts.Parameters, Model.Tasks.Count);
        second = new SharedJacobian(parts.Parameters, Model.Tasks.Count);
    }

    /// <inheritdoc/>
    public override int Batches => BatchesPerStep;

    /// <inheritdoc/>
    public override int GradientRows => 2 * Model.Tasks.Count;

    /// <inheritdoc/>
    protected override IBalancingMethod Method => weighting;

    /// <inheritdoc/>
    public override void Dispose()
    {
        first.Dispose();
        second.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override StepResult Backward(IReadOnlyList<Batch> batches)
    {
        var (rows, here) = Rows(first, batches[0]);
        var diagnostics = Measured(rows, here);
        var (others, there) = Rows(second, batches[1]);
        Clock.Enter(Phase.Optimizer);
        Parameters.ZeroGradient();
        var pass = Forward(batches[2]);
        Clock.Enter(Phase.Balancing);
        var weights = Weights(rows, others, here.And(there).And(pass.Present));
        Clock.Enter(Phase.Backward);
        using var frozen = torch.no_grad();
        var factors = FactorsOf(pass);
        pass.BackwardThroughHeads(factors);
        using (torch.enable_grad())
        {
            if (PenaltyOf(pass.Representations) is { requires_grad: true } penalty)
            {
                penalty.backward(retain_graph: true);
            }
        }

        pass.BackwardWeighted(weights);
        var losses = Stacked(pass.Losses).detach();
        return new StepResult(losses, pass.Present, torch.tensor(weights, dtype: torch.float32, device: losses.device), diagnostics);
    }

    /// <summary>The weights [T]; 0 for a task that is silent in one of the batches.</summary>
    private double[] Weights(torch.Tensor rows, torch.Tensor others, PresentTasks present)
    {
        if (!Attend(present))
        {
            return new double[present.Tasks];
        }

        var products = Gramian.Products(present.Of(rows), present.Of(others));
        // After a divergence no method is asked for weights; the log of the losses will stop the run and say why.
        return present.Spread(products.Cast<double>().All(double.IsFinite) ? weighting.Weights(products) : [.. Enumerable.Repeat(double.NaN, present.Count)]);
    }

    private (torch.Tensor Rows, PresentTasks Present) Rows(SharedJacobian jacobian, Batch batch)
    {
        var pass = Forward(batch);
        var factors = FactorsOf(pass);
        pass.BackwardThroughHeads(factors);
        var rows = jacobian.Rows(task =>
        {
            Clock.EnterBackward(task);
            pass.BackwardThroughTrunk(task, isLast: task == pass.Tasks - 1);
        });
        return (rows, pass.Present);
    }
}
