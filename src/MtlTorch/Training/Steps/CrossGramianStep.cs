using MtlTorch.Balancing;
using MtlTorch.Data;

namespace MtlTorch.Training.Steps;

/// <summary>
/// For methods that choose weights by two independent batches: T backward passes through the trunk for each of those, and one
/// for the third batch, which the model learns from.
/// </summary>
internal sealed class CrossGramianStep : TrainingStep
{
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
    public override int Batches => 3;

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
        var rows = Rows(first, batches[0]);
        var diagnostics = Diagnoses ? GradientDiagnostics.Of(rows) : null;
        var products = Gramian.Products(rows, Rows(second, batches[1]));
        // After a divergence no method is asked for weights; the log of the losses will stop the run and say why.
        var weights = products.Cast<double>().All(double.IsFinite) ? weighting.Weights(products) : [.. Enumerable.Repeat(double.NaN, Model.Tasks.Count)];
        Parameters.ZeroGradient();
        var pass = Forward(batches[2]);
        pass.BackwardThroughHeads();
        pass.BackwardWeighted(weights);
        return new StepResult(pass.Losses.detach(), torch.tensor(weights, dtype: torch.float32, device: pass.Losses.device), diagnostics);
    }

    private torch.Tensor Rows(SharedJacobian jacobian, Batch batch)
    {
        var pass = Forward(batch);
        pass.BackwardThroughHeads();
        return jacobian.Rows(task => pass.BackwardThroughTrunk(task, isLast: task == pass.Tasks - 1));
    }
}
