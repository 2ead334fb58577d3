using MtlTorch.Modules.Autoencoders.Sparsity;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>
/// An encoder, a kind of sparsity and a decoder. Encoder and decoder can be used apart; what training needs beside the loss is
/// <see cref="Advance"/> (which <see cref="Loss"/> calls in training mode), <see cref="BeforeStep"/> and <see cref="AfterStep"/> around the
/// optimizer's step, and <see cref="Resample"/> now and then.
/// </summary>
/// <remarks>All that goes on from step to step lies in buffers, so that a state dict has it.</remarks>
public sealed class SparseAutoencoder : nn.Module<Tensor, Tensor>
{
    private readonly ModuleContext context;
    private readonly CodeEncoder encoder;
    private readonly CodeSparsity sparsity;
    private readonly CodeDecoder decoder;
    private readonly CodeMemory memory;

    /// <summary>Builds it with drawn weights: directions of length 1, and encoders that look along them.</summary>
    /// <param name="options">Options without contradictions.</param>
    /// <param name="layout">Shapes.</param>
    /// <param name="context">The run.</param>
    internal SparseAutoencoder(SparseAutoencoderOptions options, CodeLayout layout, ModuleContext context)
        : base(nameof(SparseAutoencoder))
    {
        using var scope = NewDisposeScope();
        this.context = context;
        Options = options;
        layout.Precision = context.Precision;
        sparsity = options.Sparsity.Build(layout.Units);
        sparsity.Batch = context.Batch;
        var initial = DrawnDirections.Sets(options.Decoders, layout, context);
        encoder = new CodeEncoder(layout, initial[0], sparsity.WantsEncoderBias, options.EffectiveCenter ? () => decoder!.Center() : null);
        decoder = CodeDecoder.Build(options, encoder, initial);
        memory = new CodeMemory(layout.Units);
        RegisterComponents();
    }

    /// <summary>Decodes the code of a layer that belongs to another module; so do the encoder and the sparsity then.</summary>
    /// <param name="options">Options without contradictions.</param>
    /// <param name="layer">Gives the code; its inputs are not centered.</param>
    /// <param name="context">The run.</param>
    internal SparseAutoencoder(DecodingOptions options, SparseLayer layer, ModuleContext context)
        : base(nameof(SparseAutoencoder))
    {
        using var scope = NewDisposeScope();
        this.context = context;
        Options = options;
        (encoder, sparsity) = (layer.Encoder, layer.Sparsity);
        IReadOnlyList<Tensor> initial = [encoder.Directions(), .. DrawnDirections.Sets(options.Decoders - 1, encoder.Layout, context)];
        decoder = CodeDecoder.Build(options, encoder, initial);
        memory = new CodeMemory(encoder.Layout.Units);
        RegisterComponents();
    }

    /// <summary>How it was made.</summary>
    public DecodingOptions Options { get; }

    /// <summary>Inputs to pre-activations.</summary>
    public CodeEncoder Encoder => encoder;

    /// <summary>Pre-activations to codes, and their penalty.</summary>
    public CodeSparsity Sparsity => sparsity;

    /// <summary>Codes to reconstructions.</summary>
    public CodeDecoder Decoder => decoder;

    /// <summary>What is remembered from step to step.</summary>
    public CodeMemory Memory => memory;

    /// <summary>Shapes.</summary>
    public CodeLayout Layout => encoder.Layout;

    /// <summary>Inputs [B, ...] to reconstructions of the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Decode(Encode(input).Code).MoveToOuterDisposeScope();
    }

    /// <summary>Inputs [B, ...] to pre-activations and codes.</summary>
    public Encoded Encode(Tensor input)
    {
        using var scope = NewDisposeScope();
        var pre = encoder.call(input);
        return new Encoded(pre, sparsity.call(pre)).MoveToOuterDisposeScope();
    }

    /// <summary>Codes [N, units] to reconstructions [B, ...].</summary>
    public Tensor Decode(Tensor code) => decoder.Decode(code);

    /// <summary>The loss of a batch. In training mode its codes are taken into the memory: call it once per step then.</summary>
    public AutoencoderLoss Loss(Tensor input)
    {
        using var scope = NewDisposeScope();
        var encoded = Encode(input);
        var loss = LossOf(encoded, input);
        if (training)
        {
            Advance(encoded);
        }

        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>The loss of codes, by the memory of the steps before; changes nothing.</summary>
    /// <param name="encoded">What <see cref="Encode"/> gave.</param>
    /// <param name="target">The inputs [B, ...].</param>
    public AutoencoderLoss LossOf(Encoded encoded, Tensor target)
    {
        using var scope = NewDisposeScope();
        return LossOf(encoded, decoder.call(encoded.Code), target).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of codes whose decoding has begun, by the memory of the steps before; changes nothing.</summary>
    /// <param name="encoded">What <see cref="Encode"/> gave.</param>
    /// <param name="linear">What the decoder's call gave for its code.</param>
    /// <param name="target">The inputs [B, ...].</param>
    public AutoencoderLoss LossOf(Encoded encoded, Tensor linear, Tensor target)
    {
        using var scope = NewDisposeScope();
        var (pre, code) = encoded;
        var reconstruction = decoder.LossOf(linear, target);
        var penalty = sparsity.Penalty(pre, code, decoder);
        var auxiliary = sparsity.Auxiliary(pre, code, decoder, target);
        if (Options.AuxK is { } auxK)
        {
            auxiliary = auxiliary + AuxK.Loss(auxK, sparsity.Drive(pre), DeadUnits(), target - decoder.Reconstruct(linear), decoder);
        }

        var total = Options.ReconstructionWeight * reconstruction + PenaltyWeight * penalty + auxiliary;
        return new AutoencoderLoss(reconstruction, penalty, auxiliary, total).MoveToOuterDisposeScope();
    }

    /// <summary>What the penalty counts in the present step, warm-up included.</summary>
    public double PenaltyWeight => sparsity.Weight * (Options.WarmUp == 0 ? 1 : Math.Min(1, (memory.Steps + 1.0) / Options.WarmUp));

    /// <summary>Takes the codes of a training step into the memory: averages, silent units, steps. What the sparsity remembers stays where it is frozen, in evaluation mode.</summary>
    public void Advance(Encoded encoded)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var code = encoded.Code;
        if (sparsity.training)
        {
            sparsity.Advance(encoded.Pre, code, decoder);
        }

        memory.Add((code > sparsity.FiringLevel).any(0), code.size(0) / Layout.Positions);
    }

    /// <summary>Before the optimizer's step: takes useless gradients away, if that is wanted.</summary>
    public void BeforeStep()
    {
        if (Options.RemoveParallelGradient)
        {
            decoder.RemoveParallelGradient();
        }
    }

    /// <summary>After the optimizer's step: normalizes the decoder, if that is wanted.</summary>
    public void AfterStep()
    {
        if (Options.NormalizeDecoder)
        {
            decoder.Normalize();
        }
    }

    /// <summary>Which units have not fired for so many inputs that they count as dead: Bool [units].</summary>
    public Tensor DeadUnits() => memory.SilentFor(Options.DeadAfter);

    /// <summary>
    /// Gives dead units new directions, towards inputs that are reconstructed badly, and wakes them. The optimizer's memory of them is
    /// the caller's to reset.
    /// </summary>
    /// <param name="input">Inputs to choose from [B, ...].</param>
    /// <returns>The indices of the units that begin anew.</returns>
    public long[] Resample(Tensor input)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var units = DeadUnits().nonzero().flatten();
        if (units.numel() == 0)
        {
            return [];
        }

        Resampling.Run(this, units, input, context.Generator("resampled units"));
        memory.Wake(units);
        return units.cpu().data<long>().ToArray();
    }

    /// <summary>Measures the mean activation of each unit over a whole data set, for penalties that need it.</summary>
    /// <param name="batches">The inputs, batch by batch; the caller disposes of them.</param>
    public void MeasureActivity(IEnumerable<Tensor> batches)
    {
        using var frozen = no_grad();
        TakeActivity(Codes(batches));
    }

    private IEnumerable<Tensor> Codes(IEnumerable<Tensor> batches)
    {
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            yield return Encode(batch).Code;
        }
    }

    /// <summary>Takes over the mean activation of each unit over codes [N, units], batch by batch.</summary>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    internal void TakeActivity(IEnumerable<Tensor> codes)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var sum = zeros([Layout.Units], ScalarType.Float64, encoder.Weight.device);
        long rows = 0;
        foreach (var code in codes)
        {
            using var inner = NewDisposeScope();
            sum.add_(code.to(ScalarType.Float64).sum(dim: 0));
            rows += code.size(0);
        }

        sparsity.TakeActivity(rows > 0 ? sum / rows : throw new ArgumentException("There is no batch to measure.", nameof(codes)));
    }
}
