using Google.Protobuf;
using MtlTorch.Experiments.Reports.TensorBoard.Protos;

namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>Makes the values that events hold. A tag's part before the first slash is the group under which TensorBoard shows it.</summary>
internal static class Values
{
    private const int Rgb = 3;
    private const int Float32 = 1;

    /// <summary>A number, kept in single precision.</summary>
    public static SummaryValue Scalar(string tag, double value) => new() { Tag = tag, Scalar = (float)value };

    /// <summary>A number for each key, under PREFIX/KEY; none for what is not there.</summary>
    public static IEnumerable<SummaryValue> Scalars(string prefix, IReadOnlyDictionary<string, double>? values) =>
        (values ?? new Dictionary<string, double>()).Select(v => Scalar($"{prefix}/{v.Key}", v.Value));

    /// <summary>How numbers are distributed; nothing if none of them is finite.</summary>
    public static IEnumerable<SummaryValue> Histogram(string tag, ReadOnlySpan<float> values) =>
        Buckets.Count(values) is { } histogram ? [new SummaryValue { Tag = tag, Histogram = histogram }] : [];

    /// <summary>A picture.</summary>
    public static SummaryValue Picture(string tag, Picture picture) => new()
    {
        Tag = tag,
        Image = new Image
        {
            Width = picture.Width,
            Height = picture.Height,
            Colorspace = Rgb,
            Encoded = ByteString.CopyFrom(Png.Encode(picture)),
        },
    };

    /// <summary>What the HPARAMS tab reads: it looks at the metadata alone, but wants a tensor beside them, an empty one.</summary>
    public static SummaryValue HyperParameters(string tag, HParamsPluginData data) => new()
    {
        Tag = tag,
        Metadata = new SummaryMetadata
        {
            PluginData = new SummaryMetadata.Types.PluginData { PluginName = "hparams", Content = data.ToByteString() },
            DataClass = SummaryMetadata.Types.DataClass.Tensor,
        },
        Tensor = new TensorProto { Dtype = Float32, Shape = new TensorShapeProto { Dims = { new TensorShapeProto.Types.Dim() } } },
    };
}
