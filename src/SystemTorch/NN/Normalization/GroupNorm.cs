using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Normalizes groups of channels.</summary>
public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter _bias;

    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device device, ScalarType? dtype)
        : base(nameof(GroupNorm))
    {
        this.num_groups = num_groups;
        this.eps = eps;
        this.affine = affine;
        if (!affine)
            return;
        weight = Parameter.Make([num_channels], device, dtype, w => w.fill_(1));
        bias = Parameter.Make([num_channels], device, dtype, b => b.fill_(0));
    }

    public long num_groups { get; set; }

    public double eps { get; set; }

    public bool affine { get; set; }

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

    public override Tensor forward(Tensor tensor) => F.group_norm(tensor, num_groups, _weight, _bias, eps);
}
