using System.Text;
using System.Text.Json;
using MtlTorch.Training;

namespace MtlTorch.Experiments.Running;

/// <summary>
/// Writes metrics.jsonl: for each epoch one line for the training split and one for the validation split, and one for each
/// measured step. Lines are handed to the operating system at once; <see cref="Flush"/> sends them through to the disk.
/// </summary>
/// <param name="path">The file, appended to; it is opened with the first line.</param>
public sealed class MetricsWriter(string path) : IDisposable
{
    private FileStream? file;

    /// <summary>Adds the lines of an epoch.</summary>
    public void Add(EpochRecord record)
    {
        var lines = new List<object> { Train(record) };
        if (record.Validation is not null)
        {
            lines.Add(Validation(record));
        }

        Write([.. lines]);
    }

    /// <summary>Adds the line of a measured step.</summary>
    public void Add(GradientRecord record) => Write(new
    {
        record.Epoch,
        record.Step,
        record.Tasks,
        record.Gradients,
        record.Weights,
    });

    /// <summary>Sends everything through to the disk.</summary>
    public void Flush() => file?.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    private void Write(params object[] lines)
    {
        file ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => JsonSerializer.Serialize(line, RunJson.Line) + "\n"))));
        file.Flush();
    }

    private static object Train(EpochRecord record) => new
    {
        record.Epoch,
        Split = "train",
        Tasks = record.TrainLosses.ToDictionary(t => t.Key, t => new { Loss = t.Value }),
        record.Weights,
        record.Penalties,
        record.LearningRate,
        Seconds = record.TrainSeconds,
    };

    private static object Validation(EpochRecord record) => new
    {
        record.Epoch,
        Split = "validation",
        Tasks = record.Validation,
        record.Score,
        Best = record.IsBest,
        Seconds = record.ValidationSeconds,
    };
}
