using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Metrics.Clustering;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;
using static TorchSharp.torch;

namespace MtlTorch.Clustering;

/// <summary>
/// A task that makes its own targets by clustering the features of the training rows. Predictions are scores of the clusters [B, K]. Outside of the training
/// rows its loss is not defined; before there are clusters, neither are its metrics.
/// </summary>
/// <param name="name">Name of the task.</param>
/// <param name="options">The options.</param>
/// <param name="clusters">Number of clusters K.</param>
/// <param name="classes">The classes that clusters are compared with; null for none.</param>
public abstract class ClusteringTask(string name, ClusteringTaskOptions options, int clusters, ClassTarget? classes) : LearningTask(name, options.Weight), ISurveyor
{
    /// <summary>Score of a cluster that a prediction leaves out: the logarithm of what is next to nothing.</summary>
    private static readonly double Nothing = Math.Log(1e-12);

    private ClusteringHead? built;

    /// <summary>Number of clusters K.</summary>
    public int Clusters { get; } = clusters;

    /// <summary>Names of the classes that clusters are compared with; null for none.</summary>
    public IReadOnlyList<string>? Classes => classes?.Classes;

    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics { get; } = options.Metrics(classes?.Classes.Count);

    /// <summary>The clusters by their numbers: what they are, nobody has told.</summary>
    public override Answer Answer => new ClassAnswer(ClassTarget.Numbered(Clusters).Classes);

    /// <summary>The classes that clusters are compared with.</summary>
    public override string? Column => options.CompareWith;

    /// <inheritdoc/>
    public override string? LossColumn => null;

    /// <inheritdoc/>
    public override void CheckRows(long trainRows)
    {
        if (trainRows < Clusters)
        {
            throw new InvalidOptionException(ClustersOption, $"{Clusters} clusters cannot be made of {trainRows} training rows; use fewer clusters or more rows.");
        }
    }

    /// <inheritdoc/>
    public sealed override Head BuildHead(HeadPlace place, ModuleContext context) => built = MakeHead(place, context);

    /// <summary>The classes [B] that clusters are compared with; where there are none, the inputs, which no metric reads then.</summary>
    public override Tensor TargetOf(Batch batch) => Column is { } column ? batch.Targets[column] : batch.Inputs;

    /// <summary>What the task made for these rows.</summary>
    public override Tensor? LossTargetOf(Batch batch) => batch.Made.GetValueOrDefault(Name);

    /// <inheritdoc/>
    public override (Tensor Prediction, Tensor Target)? Seen(IMetric metric, TaskPass pass, Tensor target)
    {
        if (pass.Representation is null)
        {
            return metric is ChangedShare ? null : (pass.Prediction, target);
        }

        var memory = ((ClusteringHead)pass.Head).Memory;
        if (!memory.HasLooked)
        {
            return null;
        }

        if (metric is not ChangedShare)
        {
            return (pass.Prediction, target);
        }

        return double.IsNaN(memory.Changed) ? null : (full([target.size(0)], memory.Changed, float64, target.device), target);
    }

    /// <inheritdoc/>
    public virtual bool IsDue(int epoch, Tensor? made) =>
        epoch >= options.StartEpoch && (made is null || (epoch - options.StartEpoch) % options.Every == 0);

    /// <inheritdoc/>
    public Tensor? Survey(SurveyedRows rows) => MakeTargets(built!, rows);

    /// <summary>All rows in one cluster [1, K].</summary>
    public override Tensor TrivialPrediction(Tensor targets)
    {
        using var scope = NewDisposeScope();
        var scores = full([1, Clusters], Nothing, float32, targets.device);
        scores.narrow(1, 0, 1).fill_(0);
        return scores.MoveToOuterDisposeScope();
    }

    /// <summary>What the head remembers; null before it is built.</summary>
    private protected ClusterMemory? Memory => built?.Memory;

    /// <summary>How configurations spell the option of the number of clusters.</summary>
    private protected abstract string ClustersOption { get; }

    /// <summary>Builds the head.</summary>
    private protected abstract ClusteringHead MakeHead(HeadPlace place, ModuleContext context);

    /// <summary>Makes the targets of all training rows and notes in the head's memory how they came about.</summary>
    /// <exception cref="ClusteringFailedException">Nothing can be made of the features.</exception>
    private protected abstract Tensor MakeTargets(ClusteringHead head, SurveyedRows rows);
}
