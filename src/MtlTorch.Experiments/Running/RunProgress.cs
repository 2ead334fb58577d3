using System.Text.Json;

namespace MtlTorch.Experiments.Running;

/// <summary>Where a run stands, for other processes to read: the content of progress.json, renewed every second.</summary>
/// <param name="Process">Number of the process.</param>
/// <param name="Host">Name of the machine.</param>
/// <param name="Started">When the process began with the run.</param>
/// <param name="Updated">When this was written.</param>
/// <param name="Epoch">The epoch being worked on, from 1.</param>
/// <param name="Epochs">Epochs at most.</param>
/// <param name="Batch">Steps of this epoch that are done.</param>
/// <param name="Batches">Steps of an epoch.</param>
/// <param name="StepsDone">Steps that this process has taken.</param>
public sealed record RunProgress(
    int Process, string Host, DateTimeOffset Started, DateTimeOffset Updated, int Epoch, int Epochs, long Batch, long Batches, long StepsDone)
{
    /// <summary>How long it will take at the pace so far; null before the first step.</summary>
    public TimeSpan? Remaining => StepsDone == 0
        ? null
        : (Updated - Started) / StepsDone * (((Epochs - Epoch + 1) * Batches) - Batch);

    /// <summary>What progress.json of a run says; null if there is none.</summary>
    public static RunProgress? Read(RunFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RunProgress>(File.ReadAllText(folder.Progress), RunJson.Indented);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
