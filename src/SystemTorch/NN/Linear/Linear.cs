using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>x W^T + b.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter _bias;

    internal Linear(long inputSize, long outputSize, bool hasBias, Device device, ScalarType? dtype) : base(nameof(Linear))
    {
        weight = Parameter.Make([outputSize, inputSize], device, dtype, w => nn.init.kaiming_uniform_(w, Math.Sqrt(5)));
        var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
        if (hasBias)
            bias = Parameter.Make([outputSize], device, dtype, b => b.uniform_(-bound, bound));
        in_features = inputSize;
        out_features = outputSize;
    }

    internal Linear(Parameter weight, Parameter bias) : base(nameof(Linear))
    {
        this.weight = weight;
        this.bias = bias;
        in_features = weight.size(1);
        out_features = weight.size(0);
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

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

    public override Tensor forward(Tensor tensor) => F.linear(tensor, _weight, _bias);
}
