using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Training.Costs;

namespace MtlTorch.Training.Steps;

/// <summary>One backward pass of the weighted sum of the losses.</summary>
internal sealed class LossWeightingStep(StepParts parts, ILossWeighting weighting) : TrainingStep(parts)
{
    private SharedJacobian? jacobian;
    private torch.Tensor? ones;

    /// <inheritdoc/>
    protected override IBalancingMethod Method => weighting;

    /// <inheritdoc/>
    public override void Dispose()
    {
        jacobian?.Dispose();
        ones?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override StepResult Backward(IReadOnlyList<Batch> batches)
    {
        Clock.Enter(Phase.Forward);
        Latest = Model.Pass(batches[0].Inputs);
        var (each, present) = Losses(Latest, batches[0]);
        var diagnostics = Diagnoses && present.Count > 0 ? Measure(Scaled(Stacked(each)), present) : null;
        var losses = Detached(each);
        Clock.Enter(Phase.Balancing);
        var (weights, factors) = Weighed(each, losses, present);
        Clock.Enter(Phase.Backward);
        BackwardOf(each, factors, PenaltyOf([.. Latest.Select(pass => pass.Representation!)]));
        return new StepResult(losses, present, weights, diagnostics);
    }

    /// <summary>The method's weights [T], and what each loss counts. Those of a plain sum are the same in every step.</summary>
    private (torch.Tensor Weights, torch.Tensor[] Factors) Weighed(torch.Tensor[] each, torch.Tensor losses, PresentTasks present)
    {
        if (weighting is IPlainSum && present.AreAll && Attend(present))
        {
            ones ??= torch.ones_like(losses).DetachFromDisposeScope();
            return (ones, FactorsOf(each));
        }

        var weights = Attend(present) ? present.Spread(weighting.Weights(present.Of(Scaled(losses)))) : torch.zeros_like(losses);
        return (weights, FactorsOf(each, weights));
    }

    /// <summary>One backward pass from all losses at once. What each counts is the gradient that it begins with, which spares the graph of a weighted sum.</summary>
    private static void BackwardOf(torch.Tensor[] losses, torch.Tensor[] factors, torch.Tensor? penalty)
    {
        List<torch.Tensor> ends = [], gradients = [];
        for (var i = 0; i < losses.Length; i++)
        {
            if (losses[i].requires_grad)
            {
                ends.Add(losses[i]);
                gradients.Add(factors[i]);
            }
        }

        if (penalty is { requires_grad: true })
        {
            ends.Add(penalty);
            gradients.Add(torch.ones_like(penalty));
        }

        torch.autograd.backward(ends, gradients);
    }

    /// <summary>Back-propagates each loss by itself before the sum, on the same graph, so that the training does not notice.</summary>
    private GradientDiagnostics Measure(torch.Tensor losses, PresentTasks present)
    {
        Clock.Enter(Phase.Diagnostics);
        using var scope = torch.NewDisposeScope();
        jacobian ??= new SharedJacobian(Parameters, Model.Tasks.Count);
        var rows = jacobian.Rows(task => losses[task].backward(retain_graph: true));
        var diagnostics = GradientDiagnostics.Of(rows, present);
        Parameters.ZeroGradient();
        return diagnostics;
    }
}
