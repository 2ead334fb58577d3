namespace TorchSharp.Modules;

/// <summary>What all convolutions have: weights, geometry, padding.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    protected Parameter _weight;
    protected Parameter _bias;

    private protected Convolution(
        string name, long in_channels, long out_channels, ConvolutionGeometry geometry, long groups, bool bias, PaddingModes padding_mode,
        Device device, ScalarType? dtype) : base(name)
    {
        geometry.Validate(padding_mode);
        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.groups = groups;
        this.padding_mode = padding_mode;
        (kernel_size, stride, dilation) = (geometry.Kernel, geometry.Stride, geometry.Dilation);
        (padding, padding_type, output_padding) = (geometry.Padding, geometry.PaddingType, geometry.OutputPadding);
        transposed = geometry.Transposed;
        BorderToPad = geometry.Border;
        var (first, second) = transposed ? (in_channels, out_channels) : (out_channels, in_channels);
        weight = Parameter.Make([first, second / groups, .. kernel_size], device, dtype, _ => { });
        if (bias)
            this.bias = Parameter.Make([out_channels], device, dtype, _ => { });
        reset_parameters();
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    /// <summary>The padding on both sides of each dimension; null where <see cref="padding_type"/> says it.</summary>
    public long[] padding { get; }

    public Padding? padding_type { get; }

    public PaddingModes padding_mode { get; set; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    public bool transposed { get; }

    public long groups { get; set; }

    public Parameter weight
    {
        get => _weight;
        set => Assign(ref _weight, value, nameof(weight));
    }

    public Parameter bias
    {
        get => _bias;
        set => Assign(ref _bias, value, nameof(bias));
    }

    /// <summary>What is padded before the convolution where <see cref="padding_mode"/> is not zeros.</summary>
    private protected long[] BorderToPad { get; }

    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(_weight, Math.Sqrt(5));
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(_weight);
        if (_bias is null || fanIn == 0)
            return;
        var bound = 1 / Math.Sqrt(fanIn);
        nn.init.uniform_(_bias, -bound, bound);
    }

    private protected void RequireShape(Tensor input, int dimensions)
    {
        var shape = input.shape;
        int channelDimension = shape.Length - dimensions - 1;
        if (channelDimension is not (0 or 1) || shape[channelDimension] != in_channels)
            throw new ArgumentException(
                $"Expected {dimensions + 1}D (unbatched) or {dimensions + 2}D (batched) input with {in_channels} channels to {GetName()}.");
    }
}
