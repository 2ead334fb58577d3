using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Tests.Training;

/// <summary>Keeps what a trainer tells and leaves: the calls in their order, the records, the weights of each checkpoint.</summary>
internal sealed class Recorder : ITrainingObserver, ICheckpointStore
{
    /// <summary>All calls, in their order.</summary>
    public List<string> Calls { get; } = [];

    public List<EpochRecord> Records { get; } = [];

    public List<GradientRecord> Measured { get; } = [];

    /// <summary>Progress at each saving of the last checkpoint.</summary>
    public List<Progress> Saved { get; } = [];

    /// <summary>The model's bytes at each saving of the best checkpoint.</summary>
    public List<byte[]> Best { get; } = [];

    /// <summary>Is called after each step with the batches done in the epoch, and what reads the losses.</summary>
    public Action<long, Func<IReadOnlyList<double>>>? OnStep { get; set; }

    public Action<int>? OnEpochStarted { get; set; }

    public Action<EpochRecord>? OnEpochDone { get; set; }

    /// <summary>Is called at each saving of the last checkpoint.</summary>
    public Action? OnSave { get; set; }

    /// <summary>Is called with what is saved as the last checkpoint.</summary>
    public Action<TrainingState>? OnState { get; set; }

    /// <summary>A folder for real checkpoints beside the record; none if null.</summary>
    public string? Folder { get; set; }

    public void EpochStarted(int epoch, long batches, long batchesDone)
    {
        Calls.Add($"epoch {epoch} with {batches} batches begins after {batchesDone}");
        OnEpochStarted?.Invoke(epoch);
    }

    public void StepDone(long batch, Func<IReadOnlyList<double>> losses)
    {
        Calls.Add($"step {batch}");
        OnStep?.Invoke(batch, losses);
    }

    public void GradientsMeasured(GradientRecord record) => Measured.Add(record);

    public void EpochDone(EpochRecord record)
    {
        Calls.Add($"epoch {record.Epoch} done");
        Records.Add(record);
        OnEpochDone?.Invoke(record);
    }

    public void SaveLast(TrainingState state)
    {
        Calls.Add("save last");
        Saved.Add(state.Progress);
        Write("last", state);
        OnState?.Invoke(state);
        OnSave?.Invoke();
    }

    public void SaveBest(TrainingState state)
    {
        Calls.Add("save best");
        Best.Add([.. state.Model.state_dict().Values.SelectMany(TensorAssert.Bytes)]);
        Write("best", state);
    }

    private void Write(string name, TrainingState state)
    {
        if (Folder is not null)
        {
            Checkpoint.Save(Path.Combine(Folder, name), state);
        }
    }
}
