using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Normalizes over the last dimensions.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter _bias;

    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device device, ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        this.normalized_shape = normalized_shape;
        this.eps = eps;
        this.elementwise_affine = elementwise_affine;
        if (!elementwise_affine)
            return;
        weight = Parameter.Make(normalized_shape, device, dtype, w => w.fill_(1));
        if (bias)
            this.bias = Parameter.Make(normalized_shape, device, dtype, b => b.fill_(0));
    }

    public long[] normalized_shape { get; set; }

    public double eps { get; set; }

    public bool elementwise_affine { get; set; }

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

    public override Tensor forward(Tensor tensor) => F.layer_norm(tensor, normalized_shape, _weight, _bias, eps);
}
