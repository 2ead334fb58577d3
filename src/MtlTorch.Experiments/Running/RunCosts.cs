using System.Globalization;
using MtlTorch.Training;
using MtlTorch.Training.Costs;

namespace MtlTorch.Experiments.Running;

/// <summary>What a run will cost, known before its first step.</summary>
/// <param name="Summary">The model.</param>
/// <param name="Memory">The memory.</param>
public sealed record RunCosts(ModelSummary Summary, MemoryEstimate Memory)
{
    /// <summary>Sends one row through the model and adds up what the parts will hold.</summary>
    /// <param name="setup">The training.</param>
    /// <param name="trainer">Its trainer, before or after steps.</param>
    /// <param name="testRows">Rows of the test split.</param>
    public static RunCosts Of(TrainingSetup setup, Trainer trainer, long testRows)
    {
        using var scope = torch.NewDisposeScope();
        var summary = ModelSummary.Of(setup.Model, setup.Train.Slice(0, 1).Inputs);
        return new RunCosts(summary, MemoryEstimate.Of(setup, summary, trainer.GradientRows, trainer.BatchesPerStep, testRows));
    }

    /// <summary>
    /// What to tell the user where the rest of the estimate does not fit into free memory; null where it does, and on a GPU, whose
    /// free memory TorchSharp does not tell.
    /// </summary>
    /// <param name="device">Where the run computes.</param>
    public string? Warning(torch.Device device)
    {
        var (missing, free) = (Memory.Total - Memory.Data, ProcessMemory.Available);
        return device.type != DeviceType.CPU || missing <= free
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the run may need {missing / Gigabyte:0.0} GiB more, and {free / Gigabyte:0.0} GiB are free. Make trainer.batchSize or the model smaller; `mtl profile` says what takes how much.");
    }

    private const double Gigabyte = 1L << 30;
}
