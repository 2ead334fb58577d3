using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>Codes [N, units] to reconstructions [B, ...]. Every unit has a direction that it adds, times its activation.</summary>
/// <param name="name">Name of the class, for messages of TorchSharp.</param>
/// <param name="layout">Shapes and maps.</param>
/// <param name="term">Output and loss.</param>
public abstract class CodeDecoder(string name, CodeLayout layout, ReconstructionTerm term) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Shapes and maps.</summary>
    public CodeLayout Layout { get; } = layout;

    /// <summary>Output and loss.</summary>
    public ReconstructionTerm Term { get; } = term;

    /// <summary>The loss of each input [B], summed over its numbers.</summary>
    /// <param name="code">[N, units].</param>
    /// <param name="target">The inputs [B, ...].</param>
    /// <param name="frozen">Let no gradient reach the decoder's own parameters.</param>
    public abstract Tensor PerInput(Tensor code, Tensor target, bool frozen = false);

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

    /// <summary>Gives some units new directions, in place.</summary>
    /// <param name="units">Indices, Int64 [n].</param>
    /// <param name="directions">[n, ...direction shape].</param>
    internal abstract void Point(Tensor units, Tensor directions);
}
