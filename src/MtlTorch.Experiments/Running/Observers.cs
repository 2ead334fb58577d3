using MtlTorch.Training;

namespace MtlTorch.Experiments.Running;

/// <summary>Tells several observers of a training, one after the other.</summary>
internal sealed class Observers(params IReadOnlyList<ITrainingObserver> members) : ITrainingObserver
{
    public void EpochStarted(int epoch, long batches, long batchesDone) => All(m => m.EpochStarted(epoch, batches, batchesDone));

    public void StepDone(long batch, Func<IReadOnlyList<double>> losses) => All(m => m.StepDone(batch, losses));

    public void GradientsMeasured(GradientRecord record) => All(m => m.GradientsMeasured(record));

    public void EpochDone(EpochRecord record) => All(m => m.EpochDone(record));

    private void All(Action<ITrainingObserver> tell)
    {
        foreach (var member in members)
        {
            tell(member);
        }
    }
}
