using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Modules;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Heads;
using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>
/// Gives the inputs back from the features, whatever trunk they come from: with a trunk that narrows, an autoencoder. It needs no labels. For a sparse code
/// use "sparse-autoencoder", which has the penalty too.
/// </summary>
public sealed record ReconstructionOptions : TaskOptions, ISelfChecking
{
    /// <summary>The decoder: features to as many numbers as an input has.</summary>
    public HeadOptions Head { get; init; } = new MlpHeadOptions();

    /// <summary>What the reconstruction is held against the input with.</summary>
    public ReconstructionLoss Loss { get; init; } = ReconstructionLoss.Mse;

    /// <summary>Over the numbers of one input.</summary>
    public ReconstructionReduction Reduction { get; init; } = ReconstructionReduction.Mean;

    /// <summary>Output function of the decoder; if null, a sigmoid for bce, nothing for mse.</summary>
    public ReconstructionOutput? Output { get; init; }

    internal ReconstructionTerm Term =>
        new(Loss, Reduction, Output ?? (Loss == ReconstructionLoss.Bce ? ReconstructionOutput.Sigmoid : ReconstructionOutput.Linear));

    /// <inheritdoc/>
    public IEnumerable<(string Option, string Problem)> Problems()
    {
        if (Loss == ReconstructionLoss.Bce && Output == ReconstructionOutput.Linear)
        {
            yield return ("output", "the bce loss needs reconstructions from 0 to 1; use sigmoid, or the mse loss.");
        }
    }

    /// <inheritdoc/>
    public override LearningTask Build(string name, IReadOnlyDictionary<string, TargetDescription> targets) => new Reconstruction(this, name);

    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics() => [new ExplainedVariance(), new Rmse()];
}

/// <summary>See <see cref="ReconstructionOptions"/>. Predictions [B, inputs] are what the output function is applied to.</summary>
public sealed class Reconstruction(ReconstructionOptions options, string name) : LearningTask(name, options.Weight), IReconstructs
{
    private readonly ReconstructionTerm term = options.Term;

    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics { get; } = options.Metrics();

    /// <inheritdoc/>
    public override Head BuildHead(HeadPlace place, ModuleContext context)
    {
        _ = place.PlainInputs("kind", "a reconstruction");
        return options.Head.Build(place.Features, (int)place.Inputs, context);
    }

    /// <summary>The inputs [B, inputs].</summary>
    public override Tensor TargetOf(Batch batch) => batch.Inputs.flatten(1);

    /// <inheritdoc/>
    public override (Tensor Prediction, Tensor Target)? Seen(IMetric metric, TaskPass pass, Tensor target) => (term.Reconstruct(pass.Prediction), target);

    /// <inheritdoc/>
    public (Tensor Reconstruction, Tensor Original) Reconstruct(TaskPass pass, Tensor target) => (term.Reconstruct(pass.Prediction), target);

    /// <inheritdoc/>
    public bool GivesInputs(Head head) => true;

    /// <inheritdoc/>
    public override Tensor Loss(TaskPass pass, Tensor target)
    {
        using var scope = NewDisposeScope();
        return term.Reduce(term.PerInput(pass.Prediction, target), target.size(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The mean input, as the output function has to get it.</summary>
    public override Tensor TrivialPrediction(Tensor targets) => term.Before(targets.mean([0], keepdim: true));
}
