using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MtlTorch.Experiments.Reports.TensorBoard;
using MtlTorch.Experiments.Reports.TensorBoard.Protos;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Reports.TensorBoard;

/// <summary>Our messages have the bytes that Google's protobuf gives with TensorBoard's field numbers (scripts/golden/tensorboard.py).</summary>
public sealed class EventBytesTests
{
    private static readonly Dictionary<string, Func<Event>> Events = new()
    {
        ["version"] = () => new Event { FileVersion = "brain.Event:2", SourceMetadata = new SourceMetadata { Writer = "MtlTorch" } },
        ["start"] = () => new Event { Step = 301, SessionLog = new SessionLog { Status = SessionLog.Types.Status.Start } },
        ["scalars"] = () => Of(300, Values.Scalar("train/left/loss", 0.125), Values.Scalar("validation/é", 0), Values.Scalar("x", float.NaN)),
        ["histogram"] = () => Of(1L << 40, new SummaryValue
        {
            Tag = "parameters/w",
            Histogram = new HistogramProto { Min = -1, Max = 3, Num = 4, Sum = 5, SumSquares = 15, BucketLimit = { 0, 1.5, 3 }, Bucket = { 1, 1, 2 } },
        }),
        ["image"] = () => Of(7, new SummaryValue
        {
            Tag = "parameters/filters",
            Image = new Image { Height = 2, Width = 300, Colorspace = 3, Encoded = ByteString.CopyFrom(0x89, (byte)'P', (byte)'N', (byte)'G') },
        }),
        ["hparams start"] = () => Of(0, Values.HyperParameters("_hparams_/session_start_info", new HParamsPluginData
        {
            SessionStartInfo = new SessionStartInfo { StartTimeSecs = 1770091446.5, Hparams = { ["optimizer.lr"] = Value.ForNumber(0.05) } },
        })),
        ["hparams end"] = () => Of(300, Values.HyperParameters("_hparams_/session_end_info", new HParamsPluginData
        {
            SessionEndInfo = new SessionEndInfo { Status = SessionEndInfo.Types.Status.Success, EndTimeSecs = 1770091500.25 },
        })),
    };

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "tensorboard" })]
    public void TheBytesAreTheRecordedOnes(JsonElement row)
    {
        var file = new MemoryStream();
        var record = Events[row.Text("name")]();
        record.WallTime = 1770091446.5;

        new RecordWriter(file).Write(record.ToByteArray());

        // .NET's NaN has its sign set, Python's has not: the only difference.
        var bytes = Convert.ToHexStringLower(file.ToArray());
        Assert.That(row.Text("name") == "scalars" ? Positive(bytes) : bytes, Is.EqualTo(row.Text("record")));
    }

    [Test]
    public void EveryRecordedEventIsCompared() =>
        Assert.That(Golden.Read("tensorboard").GetProperty("cases").EnumerateArray().Select(c => c.Text("name")), Is.EquivalentTo(Events.Keys));

    private static Event Of(long step, params SummaryValue[] values) => new() { Step = step, Summary = new Summary { Values = { values } } };

    /// <summary>The record with a positive NaN and the checksum for it.</summary>
    private static string Positive(string record)
    {
        var data = Convert.FromHexString(record)[12..^4];
        Assert.That(data[^1], Is.EqualTo(0xFF));
        data[^1] = 0x7F;
        var file = new MemoryStream();
        new RecordWriter(file).Write(data);
        return Convert.ToHexStringLower(file.ToArray());
    }
}
