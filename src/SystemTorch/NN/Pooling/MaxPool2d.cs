using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>The maximum of each window.</summary>
public sealed class MaxPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool2d(long[] kernel_size, long[] stride, long[] padding, long[] dilation, bool ceil_mode) : base(nameof(MaxPool2d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.ceil_mode = ceil_mode;
    }

    public long[] kernel_size { get; set; }

    /// <summary>null for the kernel's size.</summary>
    public long[] stride { get; set; }

    public long[] padding { get; set; }

    public long[] dilation { get; set; }

    public bool ceil_mode { get; set; }

    public override Tensor forward(Tensor input) => F.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);

    /// <summary>Also where in the input each maximum stands.</summary>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
        => F.max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
}
