using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>
/// H decoders as a mixture, p(x) = sum_h alpha_h p(x; h) with alpha = softmax(beta): densities around the H reconstructions, normal ones
/// of variance 1/2 for squared differences, Bernoulli ones for cross-entropy. The loss is -log p(x) without the constants of the densities,
/// which for H = 1 is that of a plain decoder. The reconstruction is the mean of the mixture.
/// </summary>
public sealed class MixtureDecoder : CodeDecoder
{
    private readonly ModuleList<PlainDecoder> decoders;
    private readonly Parameter beta;

    /// <param name="layout">Shapes and maps.</param>
    /// <param name="term">Output and loss.</param>
    /// <param name="initial">Directions [units, ...] for each decoder; different ones, or the decoders stay alike forever.</param>
    public MixtureDecoder(CodeLayout layout, ReconstructionTerm term, IEnumerable<Tensor> initial)
        : base(nameof(MixtureDecoder), layout, term)
    {
        decoders = nn.ModuleList(initial.Select(directions => new PlainDecoder(layout, term, directions)).ToArray());
        beta = Kept.Zeros([decoders.Count]);
        RegisterComponents();
    }

    /// <summary>Logits of the weights [H].</summary>
    public Parameter Beta => beta;

    /// <summary>The decoders.</summary>
    public IReadOnlyList<PlainDecoder> Decoders => [.. decoders];

    /// <summary>0: the decoders count theirs.</summary>
    public override long MultiplyAdds => 0;

    /// <summary>The parts of the decoders before they are put side by side, and their gradients; what the loss keeps of the parts they count themselves.</summary>
    public override int HeldCopies => 2;

    /// <summary>The linear parts of all decoders [B, H, ...].</summary>
    public override Tensor Linear(Tensor code, bool frozen = false)
    {
        using var scope = NewDisposeScope();
        return stack(decoders.Select(d => frozen ? d.Linear(code, frozen) : d.call(code)), dim: 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Reconstruct(Tensor linear)
    {
        using var scope = NewDisposeScope();
        var parts = linear.unbind(1);
        return Mean((_, h) => Term.Reconstruct(parts[h])).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor PerInputOf(Tensor linear, Tensor target, bool frozen = false)
    {
        using var scope = NewDisposeScope();
        var losses = stack(linear.unbind(1).Select(part => Term.PerInput(part, target)), dim: 0);
        var logits = (frozen ? beta.detach() : beta).log_softmax(0).unsqueeze(1);
        return (logits - losses).logsumexp(0).neg().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Combine(Tensor code)
    {
        using var scope = NewDisposeScope();
        return Mean((d, _) => d.Combine(code)).MoveToOuterDisposeScope();
    }

    /// <summary>Mean lengths of the directions [units] over the decoders, by their weights.</summary>
    public override Tensor Norms()
    {
        using var scope = NewDisposeScope();
        return Mean((d, _) => d.Norms()).MoveToOuterDisposeScope();
    }

    /// <summary>The mean of the biases by the decoders' weights.</summary>
    public override Tensor Center()
    {
        using var scope = NewDisposeScope();
        return Mean((d, _) => d.Center()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Normalize() => ForEach(d => d.Normalize());

    /// <inheritdoc/>
    public override void RemoveParallelGradient() => ForEach(d => d.RemoveParallelGradient());

    /// <inheritdoc/>
    internal override IEnumerable<Tensor> DirectionParameters() => decoders.SelectMany(d => d.DirectionParameters());

    /// <inheritdoc/>
    internal override void Point(Tensor units, Tensor directions) => ForEach(d => d.Point(units, directions));

    private void ForEach(Action<PlainDecoder> action)
    {
        foreach (var decoder in decoders)
        {
            action(decoder);
        }
    }

    private Tensor Mean(Func<PlainDecoder, int, Tensor> of)
    {
        using var scope = NewDisposeScope();
        var alpha = beta.softmax(0).unbind(0);
        return decoders.Select((d, h) => of(d, h) * alpha[h]).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }
}
