using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>Inputs [B, ...] to pre-activations [N, units], N being B for dense layouts and B times the positions for convolutional ones.</summary>
public sealed class CodeEncoder : nn.Module<Tensor, Tensor>, ICountsMultiplyAdds
{
    // Not modules or tensors, so that they are not registered: what they lead to belongs to the decoder.
    private readonly Func<Tensor>? center;

    private readonly Parameter weight;
    private readonly Parameter? bias;

    /// <param name="layout">Shapes and maps.</param>
    /// <param name="initial">Directions [units, ...] that the units begin with; copied.</param>
    /// <param name="hasBias">Whether the units have a bias; some kinds of sparsity bring their own.</param>
    /// <param name="center">What is subtracted from the inputs, of the layout's bias shape; null for nothing.</param>
    public CodeEncoder(CodeLayout layout, Tensor initial, bool hasBias, Func<Tensor>? center)
        : base(nameof(CodeEncoder))
    {
        using var scope = NewDisposeScope();
        Layout = layout;
        this.center = center;
        weight = Kept.Parameter(layout.Turned(initial).contiguous().clone());
        bias = hasBias ? Kept.Zeros([layout.Units]) : null;
        RegisterComponents();
    }

    /// <summary>Shapes and maps.</summary>
    public CodeLayout Layout { get; }

    /// <summary>Weights of the layout's encoder shape; a tied decoder reads them too.</summary>
    public Parameter Weight => weight;

    /// <summary>Bias [units]; null where the sparsity has its own.</summary>
    public Parameter? Bias => bias;

    /// <inheritdoc/>
    public long MultiplyAdds => Layout.MultiplyAdds;

    /// <summary>Whether inputs are centered.</summary>
    public bool Centers => center is not null;

    /// <summary>A view of the weights as directions [units, ...], cut loose from any graph.</summary>
    public Tensor Directions() => Layout.Turned(weight.detach());

    /// <summary>Weighted sums of the directions, each where its place in the input is.</summary>
    /// <param name="weights">Weights of whole codes [n, positions x units].</param>
    /// <returns>[n, ...input shape].</returns>
    internal Tensor Spread(Tensor weights)
    {
        using var scope = NewDisposeScope();
        return Layout.Synthesize(weights.reshape(-1, Layout.Units), Directions()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var centered = center is null ? input : input - Layout.Spread(center());
        var pre = Layout.Analyze(centered, weight);
        return (bias is null ? pre : pre + bias).MoveToOuterDisposeScope();
    }

    /// <summary>Gives some units new directions and no bias, in place.</summary>
    /// <param name="units">Indices, Int64 [n].</param>
    /// <param name="directions">[n, ...direction shape].</param>
    internal void Point(Tensor units, Tensor directions)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        weight.index_copy_(Layout.EncoderUnitDimension, units, Layout.Turned(directions));
        bias?.index_fill_(0, units, 0);
    }

    /// <summary>Euclidean norms of the units' weights [units].</summary>
    internal Tensor Norms()
    {
        using var scope = NewDisposeScope();
        return Layout.Turned(weight.detach()).flatten(1).norm(dim: 1).MoveToOuterDisposeScope();
    }
}
