using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>Codes [N, units] to reconstructions [B, ...], in two steps: a linear one, and the output function. Every unit has a direction that it adds, times its activation.</summary>
/// <param name="name">Name of the class, for messages of TorchSharp.</param>
/// <param name="layout">Shapes and maps.</param>
/// <param name="term">Output and loss.</param>
public abstract class CodeDecoder(string name, CodeLayout layout, ReconstructionTerm term) : nn.Module<Tensor, Tensor>(name), ICountsMultiplyAdds, IHoldsActivations
{
    /// <summary>The decoder that options ask for.</summary>
    /// <param name="options">Options without contradictions.</param>
    /// <param name="encoder">Its weights are used where they are tied.</param>
    /// <param name="initial">A set of directions [units, ...] for each decoder; copied.</param>
    internal static CodeDecoder Build(DecodingOptions options, CodeEncoder encoder, IReadOnlyList<Tensor> initial) => options switch
    {
        { Tied: true } => new PlainDecoder(encoder.Layout, options.Term, () => encoder.Weight),
        { Decoders: 1 } => new PlainDecoder(encoder.Layout, options.Term, initial[0]),
        _ => new MixtureDecoder(encoder.Layout, options.Term, initial),
    };

    /// <summary>Shapes and maps.</summary>
    public CodeLayout Layout { get; } = layout;

    /// <summary>Output and loss.</summary>
    public ReconstructionTerm Term { get; } = term;

    /// <inheritdoc/>
    public virtual long MultiplyAdds => Layout.MultiplyAdds;

    /// <summary>What the loss keeps of linear parts to come back by: differences, or what the output function gave.</summary>
    public virtual int HeldCopies => 1;

    /// <summary>What the output function makes reconstructions of: [B, ...], or [B, H, ...] for a mixture of H decoders.</summary>
    /// <param name="code">[N, units].</param>
    /// <param name="frozen">Let no gradient reach the decoder's own parameters.</param>
    public abstract Tensor Linear(Tensor code, bool frozen = false);

    /// <summary>What <see cref="Linear"/> gave to reconstructions [B, ...].</summary>
    public abstract Tensor Reconstruct(Tensor linear);

    /// <summary>The loss of each input [B], summed over its numbers, of what <see cref="Linear"/> gave.</summary>
    /// <param name="linear">The linear parts.</param>
    /// <param name="target">The inputs [B, ...].</param>
    /// <param name="frozen">Let no gradient reach the decoder's own parameters.</param>
    public abstract Tensor PerInputOf(Tensor linear, Tensor target, bool frozen = false);

    /// <summary>Codes [N, units] to what <see cref="Linear"/> gives; <see cref="Decode"/> goes on to reconstructions.</summary>
    public override Tensor forward(Tensor input) => Linear(input);

    /// <summary>Codes [N, units] to reconstructions [B, ...].</summary>
    public Tensor Decode(Tensor code)
    {
        using var scope = NewDisposeScope();
        return Reconstruct(call(code)).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of each input [B], summed over its numbers.</summary>
    /// <param name="code">[N, units].</param>
    /// <param name="target">The inputs [B, ...].</param>
    /// <param name="frozen">Let no gradient reach the decoder's own parameters.</param>
    public Tensor PerInput(Tensor code, Tensor target, bool frozen = false)
    {
        using var scope = NewDisposeScope();
        return PerInputOf(Linear(code, frozen), target, frozen).MoveToOuterDisposeScope();
    }

    /// <summary>The reconstruction loss, a scalar, of what <see cref="Linear"/> gave.</summary>
    public Tensor LossOf(Tensor linear, Tensor target)
    {
        using var scope = NewDisposeScope();
        return Term.Reduce(PerInputOf(linear, target), Layout.Inputs).MoveToOuterDisposeScope();
    }

    /// <summary>The reconstruction loss, a scalar. Parameters as in <see cref="PerInput"/>.</summary>
    public Tensor Loss(Tensor code, Tensor target, bool frozen = false)
    {
        using var scope = NewDisposeScope();
        return Term.Reduce(PerInput(code, target, frozen), Layout.Inputs).MoveToOuterDisposeScope();
    }

    /// <summary>The units' directions times their activations, summed, without bias and output function: [B, ...].</summary>
    public abstract Tensor Combine(Tensor code);

    /// <summary>Lengths of the directions [units].</summary>
    public abstract Tensor Norms();

    /// <summary>The bias, of the layout's bias shape.</summary>
    public abstract Tensor Center();

    /// <summary>Makes all directions 1 long, in place.</summary>
    public abstract void Normalize();

    /// <summary>Takes the part of the gradient away that would only lengthen or shorten directions, in place.</summary>
    public abstract void RemoveParallelGradient();

    /// <summary>Parameters of its own whose first dimension counts units.</summary>
    internal abstract IEnumerable<Tensor> DirectionParameters();

    /// <summary>Gives some units new directions, in place.</summary>
    /// <param name="units">Indices, Int64 [n].</param>
    /// <param name="directions">[n, ...direction shape].</param>
    internal abstract void Point(Tensor units, Tensor directions);
}
