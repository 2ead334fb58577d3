using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Modules;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.SaeLens;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Trunks;
using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>
/// Decodes the code of a "sparse-encoder" trunk and keeps it sparse: the loss is the reconstruction's, the penalty of the trunk's kind of sparsity, and what
/// keeps units alive. It needs no labels. What is reconstructed is what the last layer encodes: the inputs, or for a stack the code of the layer below.
/// </summary>
public sealed record SparseAutoencodingOptions : TaskOptions, ISelfChecking
{
    /// <summary>The decoder and its loss.</summary>
    public DecodingOptions Decoder { get; init; } = new();

    /// <summary>
    /// Steps from one resampling of dead units to the next; never if null, or where encoder or decoder is frozen. New units point to inputs of the batch that are
    /// reconstructed badly.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int? ResampleEvery { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Option, string Problem)> Problems() => Decoder.Problems().Select(p => ($"decoder.{p.Option}", p.Problem));

    /// <inheritdoc/>
    public override LearningTask Build(string name, IReadOnlyDictionary<string, TargetDescription> targets) => new SparseAutoencoding(this, name);

    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics() => [new ExplainedVariance(), new Rmse(), new ActiveUnits(), new DeadUnits()];
}

/// <summary>See <see cref="SparseAutoencodingOptions"/>. Predictions are the linear parts of the reconstructions.</summary>
public sealed class SparseAutoencoding(SparseAutoencodingOptions options, string name) : LearningTask(name, options.Weight), IStepHook, ISurveyor, IReconstructs, IExports
{
    private DecoderHead? built;

    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics { get; } = options.Metrics();

    /// <summary>Whether the loss reads more than features: weights that are tied, pre-activations, each place of a code. Known once the head is built.</summary>
    public override bool LooksBehindFeatures => built is { LooksBehindFeatures: true };

    /// <summary>Whether the decoder has the encoder's weights, or the sparsity parameters of its own. Known once the head is built.</summary>
    public override bool ReadsSharedParameters => built is { ReadsSharedParameters: true };

    /// <inheritdoc/>
    public override bool MixesRows => built is { Sparsity.MixesRows: true };

    /// <inheritdoc/>
    public override Head BuildHead(HeadPlace place, ModuleContext context) => built = place.Trunk is SparseEncoder trunk
        ? new DecoderHead(options.Decoder, trunk, context)
        : throw new InvalidOptionException("kind", "a sparse autoencoder decodes the code of a trunk of the kind \"sparse-encoder\", and this model has another one. Use \"kind\": \"reconstruction\", or such a trunk.");

    /// <summary>The inputs [B, ...]. Of a stack they stand for the code below, which <see cref="Seen"/> and <see cref="Loss"/> find in the pass.</summary>
    public override Tensor TargetOf(Batch batch) => batch.Inputs;

    /// <summary>Metrics of the code read the code, the others the reconstruction. A prediction that knows no inputs has no code.</summary>
    public override (Tensor Prediction, Tensor Target)? Seen(IMetric metric, TaskPass pass, Tensor target)
    {
        var head = (DecoderHead)pass.Head;
        if (pass.Representation?.Code is not { } code)
        {
            return metric is ActiveUnits or DeadUnits || !head.DecodesInputs ? null : (head.Decoder.Reconstruct(pass.Prediction), target);
        }

        var active = code.Encoded.Code;
        return metric is ActiveUnits or DeadUnits
            ? (active > head.Sparsity.FiringLevel, active)
            : (head.Decoder.Reconstruct(pass.Prediction), code.Source);
    }

    /// <inheritdoc/>
    public (Tensor Reconstruction, Tensor Original) Reconstruct(TaskPass pass, Tensor target) =>
        (((DecoderHead)pass.Head).Decoder.Reconstruct(pass.Prediction), pass.Representation!.Code!.Source);

    /// <inheritdoc/>
    public bool GivesInputs(Head head) => ((DecoderHead)head).DecodesInputs;

    /// <summary>Weighted reconstruction loss, weighted and warmed-up penalty, and auxiliary losses.</summary>
    public override Tensor Loss(TaskPass pass, Tensor target)
    {
        using var scope = NewDisposeScope();
        var head = (DecoderHead)pass.Head;
        return (pass.Representation?.Code is { } code
            ? head.Autoencoder.LossOf(code.Encoded, pass.Prediction, code.Source.detach()).Total
            : head.LossWithoutCode(pass.Prediction, target)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public bool IsDue(int epoch, Tensor? made) => built is { Sparsity.WantsActivity: true };

    /// <summary>Measures the units' mean activations over all rows.</summary>
    public Tensor? Survey(SurveyedRows rows)
    {
        built!.Autoencoder.TakeActivity(rows.Passes.Select(p => p.Representation!.Code!.Encoded.Code));
        return null;
    }

    /// <inheritdoc/>
    public void BeforeStep(TaskPass pass)
    {
        var autoencoder = ((DecoderHead)pass.Head).Autoencoder;
        autoencoder.Advance(pass.Representation!.Code!.Encoded);
        autoencoder.BeforeStep();
    }

    /// <inheritdoc/>
    public void AfterStep(TaskPass pass, IOptimizerMemory memory)
    {
        var head = (DecoderHead)pass.Head;
        if (options.ResampleEvery is { } every && head.Memory.Steps % every == 0)
        {
            head.Resample(pass.Representation!.Code!.Source, memory);
        }

        head.Normalize();
    }

    /// <summary>Files of SAELens, which has tensors for one dense layer on the inputs, with one decoder.</summary>
    public string Format => "sae";

    /// <inheritdoc/>
    public bool CanExport(Head head) => head is DecoderHead { DecodesInputs: true } decoding && SaeLensFiles.HasPlaceFor(decoding.Autoencoder);

    /// <inheritdoc/>
    public void Export(string folder, Head head) => SaeLensFiles.Write(folder, ((DecoderHead)head).Autoencoder);

    /// <summary>The mean input. For a stack there is none: what it reconstructs is learnt itself.</summary>
    public override Tensor TrivialPrediction(Tensor targets) => built!.Trivial(targets.mean([0], keepdim: true));
}
