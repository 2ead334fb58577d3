using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;

namespace MtlTorch.Tasks;

/// <summary>One thing to learn: a head on the shared representation, a loss and metrics.</summary>
/// <param name="name">Name of the task, unique within the model.</param>
/// <param name="weight">Constant factor of its loss, before any balancing.</param>
public abstract class LearningTask(string name, double weight)
{
    /// <summary>Name of the task, unique within the model.</summary>
    public string Name { get; } = name;

    /// <summary>Constant factor of its loss, before any balancing.</summary>
    public double Weight { get; } = weight;

    /// <summary>The metrics that are reported; the first one is the main one, by which models are compared. None for a task that only helps others: no model is judged by it.</summary>
    public abstract IReadOnlyList<IMetric> Metrics { get; }

    /// <summary>The main metric; null for a task without metrics.</summary>
    public IMetric? MainMetric => Metrics.Count > 0 ? Metrics[0] : null;

    /// <summary>
    /// Whether its loss reads more of the shared part than the features, so that its gradient cannot be told from that of the features: pre-activations,
    /// or parameters of the trunk.
    /// </summary>
    public virtual bool LooksBehindFeatures => ReadsSharedParameters;

    /// <summary>Whether its loss reads parameters of the shared part by itself, and not only what the shared part gave.</summary>
    public virtual bool ReadsSharedParameters => false;

    /// <summary>
    /// Whether the loss of a batch is more than the mean of its rows' losses, so that replicas cannot compute it in shards. Known once the head is built.
    /// </summary>
    public virtual bool MixesRows => false;

    /// <summary>What a metric is counted in, for tables; null if it is a pure number.</summary>
    public virtual string? UnitOf(IMetric metric) => null;

    /// <summary>What its predictions say of a row; null for a task whose predictions are of no use to others.</summary>
    public virtual Answer? Answer => null;

    /// <summary>Name of the data set's column that <see cref="TargetOf"/> gives; null where it gives something else.</summary>
    public virtual string? Column => null;

    /// <summary>Name of the data set's column that <see cref="LossTargetOf"/> gives; null where it gives something else.</summary>
    public virtual string? LossColumn => Column;

    /// <summary>Says whether there are enough training rows, before any is read.</summary>
    /// <param name="trainRows">Number of training rows.</param>
    /// <exception cref="InvalidOptionException">There are too few.</exception>
    public virtual void CheckRows(long trainRows)
    {
    }

    /// <summary>Builds the head.</summary>
    /// <param name="place">Where it is put.</param>
    /// <param name="context">The run.</param>
    /// <exception cref="InvalidOptionException">The task cannot be learnt there.</exception>
    public abstract Head BuildHead(HeadPlace place, ModuleContext context);

    /// <summary>What the predictions of some rows are held against, with as many rows: a column of the data set, or the inputs themselves.</summary>
    public abstract torch.Tensor TargetOf(Batch batch);

    /// <summary>
    /// What the loss of some rows is held against: the target, for most tasks. Null where there is nothing, as outside of the training rows for a task that
    /// makes its own targets; the loss is not defined there.
    /// </summary>
    public virtual torch.Tensor? LossTargetOf(Batch batch) => TargetOf(batch);

    /// <summary>What a metric reads: prediction and target, for most. Null where it is not defined.</summary>
    public virtual (torch.Tensor Prediction, torch.Tensor Target)? Seen(IMetric metric, TaskPass pass, torch.Tensor target) => (pass.Prediction, target);

    /// <summary>Learns what must be known about the targets before training, for example their mean. Called once, with the training rows.</summary>
    /// <param name="head">What <see cref="BuildHead"/> gave; it keeps what is learnt, as buffers.</param>
    /// <param name="targets">The targets of the training rows.</param>
    public virtual void Fit(Head head, torch.Tensor targets)
    {
    }

    /// <summary>The mean loss of a batch, a scalar tensor to be differentiated; not yet multiplied with <see cref="Weight"/>.</summary>
    /// <param name="pass">The forward pass.</param>
    /// <param name="target">What <see cref="LossTargetOf"/> gave for the same B rows.</param>
    public abstract torch.Tensor Loss(TaskPass pass, torch.Tensor target);

    /// <summary>The best prediction, in the main metric, that knows nothing of the inputs: what any model has to beat.</summary>
    /// <param name="targets">The targets of the training rows.</param>
    /// <returns>One row [1, ...], to be repeated for every input.</returns>
    public abstract torch.Tensor TrivialPrediction(torch.Tensor targets);
}
