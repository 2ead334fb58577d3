using Parity.Tests.Support;

namespace Parity.Tests.PyTorch.Functional;

/// <summary>Convolution and pooling in one and three dimensions.</summary>
internal static class SequenceCalls
{
    public static readonly Dictionary<string, Func<object>> All = new()
    {
        ["conv1d"] = () => F.conv1d(Sequence, Pattern.Of(1, 6, 2, 3), Pattern.Of(2, 6), stride: 2, padding: 1, dilation: 2, groups: 2),
        ["conv1d same"] = () => F.conv1d_padding(Sequence, Pattern.Of(1, 5, 4, 3), padding: Padding.Same, dilation: 2),
        ["conv3d"] = () => F.conv3d(Pattern.Of(0, 1, 2, 4, 4, 4), Pattern.Of(1, 2, 2, 2, 3, 1), strides: [1, 2, 1], padding: [0, 1, 0]),
        ["max_pool1d"] = () => F.max_pool1d(Sequence, 3, stride: 2, padding: 1, dilation: 2, ceil_mode: true),
        ["avg_pool1d"] = () => F.avg_pool1d(Sequence, 4, stride: 3, padding: 2, ceil_mode: true, count_include_pad: false),
        ["adaptive_avg_pool1d"] = () => F.adaptive_avg_pool1d(Sequence, 4),
    };

    private static Tensor Sequence => Pattern.Of(0, 2, 4, 9);
}
