using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>Tells which of K classes a row belongs to: softmax cross-entropy, with accuracy and macro precision, recall and F1.</summary>
public sealed record ClassificationOptions : SupervisedTaskOptions
{
    /// <summary>Share of the probability that is spread evenly over all classes of the training targets.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics() => [new Accuracy(), new MacroPrecision(), new MacroRecall(), new MacroF1()];

    /// <inheritdoc/>
    protected override LearningTask Build(string name, string target, TargetDescription description) =>
        description is ClassTarget classes
            ? new Classification(this, name, target, classes)
            : throw new InvalidOptionException("kind", $"the target '{target}' holds real numbers; a classification needs classes. Use \"kind\": \"regression\".");
}

/// <summary>See <see cref="ClassificationOptions"/>. Predictions are logits [B, K], targets Int64 [B].</summary>
public sealed class Classification(ClassificationOptions options, string name, string target, ClassTarget classes)
    : SupervisedTask(name, target, options.Weight)
{
    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Classes => classes.Classes;

    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics { get; } = options.Metrics();

    /// <inheritdoc/>
    public override Answer Answer => new ClassAnswer(Classes);

    /// <inheritdoc/>
    public override Head BuildHead(HeadPlace place, ModuleContext context) => options.Head.Build(place.Features, Classes.Count, context);

    /// <summary>Mean over the batch of -log p(target), natural logarithm.</summary>
    public override Tensor Loss(TaskPass pass, Tensor target) =>
        nn.functional.cross_entropy(pass.Prediction, target, label_smoothing: options.LabelSmoothing);

    /// <summary>The logarithms of the classes' frequencies, smoothed as the loss has it; their largest is the most frequent class.</summary>
    public override Tensor TrivialPrediction(Tensor targets)
    {
        using var scope = NewDisposeScope();
        var counts = nn.functional.one_hot(targets, Classes.Count).sum(dim: 0, keepdim: true, type: float32);
        var smoothed = counts * ((1 - options.LabelSmoothing) / targets.numel()) + options.LabelSmoothing / Classes.Count;
        return smoothed.clamp_min(1e-12).log().MoveToOuterDisposeScope();
    }
}
