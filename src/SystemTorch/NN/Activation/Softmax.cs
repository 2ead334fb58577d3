using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Positive entries of sum 1 along a dimension.</summary>
public sealed class Softmax : ParameterLessModule<Tensor, Tensor>
{
    internal Softmax(long dim) : base(nameof(Softmax)) => this.dim = dim;

    public long dim { get; set; }

    public override Tensor forward(Tensor tensor) => F.softmax(tensor, dim);
}
