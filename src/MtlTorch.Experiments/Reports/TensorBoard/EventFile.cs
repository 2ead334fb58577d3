using System.Globalization;
using Google.Protobuf;
using MtlTorch.Experiments.Reports.TensorBoard.Protos;

namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>
/// A file of events that TensorBoard reads. A run that goes on opens a new one: it begins by telling TensorBoard to forget
/// whatever older files of the folder say of later steps.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly Stream stream;
    private readonly RecordWriter writer;
    private readonly TimeProvider clock;

    /// <summary>Takes a file; nothing is written yet.</summary>
    /// <param name="stream">The new file; is closed with this object.</param>
    /// <param name="clock">Gives the times of the events.</param>
    public EventFile(Stream stream, TimeProvider clock)
    {
        this.stream = stream;
        this.clock = clock;
        writer = new RecordWriter(stream);
    }

    /// <summary>
    /// A new file in a folder. TensorBoard wants "tfevents" in the name, and reads a folder's files in the order of their names: the
    /// time stands first.
    /// </summary>
    public static FileStream OpenNew(string folder, TimeProvider clock)
    {
        var seconds = clock.GetUtcNow().ToUnixTimeSeconds();
        for (var i = 0; ; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds:d10}.{Environment.MachineName}.{Environment.ProcessId}.{i}");
            if (!File.Exists(Path.Combine(folder, name)))
            {
                return new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }
        }
    }

    /// <summary>Seconds since 1970.</summary>
    public double Now => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>Writes what every file begins with.</summary>
    /// <param name="stepsDone">Steps taken so far; what older files say of later ones is void.</param>
    public void Start(long stepsDone)
    {
        Write(new Event { FileVersion = "brain.Event:2", SourceMetadata = new SourceMetadata { Writer = "MtlTorch" } });
        // TensorBoard drops the events of this step and of all later ones.
        Write(new Event { Step = stepsDone + 1, SessionLog = new SessionLog { Status = SessionLog.Types.Status.Start } });
    }

    /// <summary>Adds values.</summary>
    /// <param name="step">Steps taken when they were measured.</param>
    /// <param name="values">The values.</param>
    public void Add(long step, IEnumerable<SummaryValue> values)
    {
        var summary = new Summary();
        summary.Values.AddRange(values);
        if (summary.Values.Count > 0)
        {
            Write(new Event { Step = step, Summary = summary });
        }
    }

    /// <summary>Makes what was added visible to readers.</summary>
    public void Flush() => stream.Flush();

    /// <summary>Flushes and closes the file.</summary>
    public void Dispose() => stream.Dispose();

    private void Write(Event record)
    {
        record.WallTime = Now;
        writer.Write(record.ToByteArray());
    }
}
