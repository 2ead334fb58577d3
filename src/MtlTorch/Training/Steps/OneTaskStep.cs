using MtlTorch.Balancing;
using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Training.Costs;

namespace MtlTorch.Training.Steps;

/// <summary>The loss of one task alone, without its weight; the heads of the others are not called. The result's losses are a scalar.</summary>
internal sealed class OneTaskStep(StepParts parts, IBalancingMethod method) : TrainingStep(parts)
{
    /// <summary>The task of the next steps, from 0.</summary>
    public int Task { get; set; }

    /// <inheritdoc/>
    protected override IBalancingMethod Method => method;

    /// <inheritdoc/>
    protected override StepResult Backward(IReadOnlyList<Batch> batches)
    {
        Only = Task;
        Clock.Enter(Phase.Forward);
        var (head, representation) = (Model.Heads[Task], Model.Represent(batches[0].Inputs)[Task]);
        Latest = new TaskPass[Model.Tasks.Count];
        Latest[Task] = new TaskPass(head, representation, head.Predict(representation));
        var loss = LabeledRows.MixedLossOf(Model.Tasks[Task], Latest[Task], batches[0]);
        if (loss is null)
        {
            return new StepResult(LabeledRows.Nothing(Latest[Task]).detach(), PresentTasks.None(Latest.Length), null);
        }

        Clock.EnterBackward(Task);
        (PenaltyOf([representation], Task) is { } penalty ? loss + penalty : loss).backward();
        return new StepResult(loss.detach(), PresentTasks.Only(Task, Latest.Length), null);
    }
}
