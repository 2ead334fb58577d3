using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.Sparsity;

/// <summary>
/// What makes a code sparse: an activation from pre-activations [N, units] to codes [N, units], a penalty, or both. What it learns are
/// parameters, what it remembers are buffers. Nothing but <see cref="Advance"/> changes the memory, so that a loss may be computed twice.
/// </summary>
/// <param name="name">Name of the class, for messages of TorchSharp.</param>
/// <param name="units">Width of the code.</param>
public abstract class CodeSparsity(string name, long units) : nn.Module<Tensor, Tensor>(name), ICountsMultiplyAdds, IHoldsActivations
{
    /// <summary>Width of the code.</summary>
    public long Units { get; } = units;

    /// <summary>0: each number of a code comes from one pre-activation.</summary>
    public long MultiplyAdds => 0;

    /// <summary>The code beside its pre-activations, what activation and penalty keep of them, and gradients. Measured with wide codes.</summary>
    public virtual int HeldCopies => 4;

    /// <summary>What the penalty counts in the total loss.</summary>
    public virtual double Weight => 0;

    /// <summary>Whether the encoder is to have a bias; false where the kind adds its own.</summary>
    public virtual bool WantsEncoderBias => true;

    /// <summary>Whether penalty or auxiliary loss read pre-activations and parameters of this module, and not the code alone.</summary>
    public virtual bool LooksBehindCode => false;

    /// <summary>Whether it needs the mean activations over all training rows, before each epoch (<see cref="TakeActivity"/>).</summary>
    public virtual bool WantsActivity => false;

    /// <summary>A unit has fired where its activation is above this.</summary>
    public virtual double FiringLevel => 0;

    /// <summary>rho, the mean activation that each unit is drawn to; null where there is no such aim.</summary>
    public virtual double? TargetActivity => null;

    /// <summary>Whether what becomes of a row depends on the other rows of its batch, so that the batch cannot be divided among replicas.</summary>
    public virtual bool MixesRows => false;

    /// <summary>What can be learnt of the batch that the codes are a part of; null where they are all of it.</summary>
    internal WholeBatch? Batch { get; set; }

    /// <summary>Pre-activations to codes, both [N, units].</summary>
    public abstract override Tensor forward(Tensor input);

    /// <summary>The penalty, a scalar, without its weight; 0 where the activation alone makes the code sparse.</summary>
    /// <param name="pre">Pre-activations [N, units].</param>
    /// <param name="code">Their codes [N, units].</param>
    /// <param name="decoder">What decodes them.</param>
    public virtual Tensor Penalty(Tensor pre, Tensor code, CodeDecoder decoder) => zeros([], code.dtype, code.device);

    /// <summary>A further loss that the kind needs to learn, a scalar that counts as it is.</summary>
    /// <param name="pre">Pre-activations [N, units].</param>
    /// <param name="code">Their codes [N, units].</param>
    /// <param name="decoder">What decodes them.</param>
    /// <param name="target">The inputs [B, ...].</param>
    public virtual Tensor Auxiliary(Tensor pre, Tensor code, CodeDecoder decoder, Tensor target) => zeros([], code.dtype, code.device);

    /// <summary>What ranks units that do not fire: pre-activations with every bias, [N, units].</summary>
    public virtual Tensor Drive(Tensor pre) => pre.alias();

    /// <summary>Takes the codes of a training step into its memory.</summary>
    /// <param name="pre">Pre-activations [N, units].</param>
    /// <param name="code">Their codes [N, units].</param>
    /// <param name="decoder">What decodes them.</param>
    public virtual void Advance(Tensor pre, Tensor code, CodeDecoder decoder)
    {
    }

    /// <summary>Takes over the mean activations [units] of a whole data set.</summary>
    public virtual void TakeActivity(Tensor mean)
    {
    }

    /// <summary>Parameters of its own, each [units].</summary>
    internal IEnumerable<Tensor> UnitParameters() => parameters();

    /// <summary>Gives units that begin anew their initial parameters.</summary>
    /// <param name="units">Indices, Int64 [n].</param>
    public virtual void Revive(Tensor units)
    {
    }
}

/// <summary>Which kind of sparsity, and how it is to be made.</summary>
public abstract record SparsityOptions
{
    /// <summary>Builds it.</summary>
    /// <param name="units">Width of the code.</param>
    /// <exception cref="InvalidOptionException">The options do not fit the width.</exception>
    public abstract CodeSparsity Build(long units);
}
