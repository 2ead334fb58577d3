using MtlTorch.Metrics;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;

namespace MtlTorch.Tasks;

/// <summary>
/// One thing to learn: a head on the shared features, a loss and metrics. Targets come from the data set's column of the
/// name <see cref="Target"/>.
/// </summary>
/// <param name="name">Name of the task, unique within the model.</param>
/// <param name="target">Name of the target that it learns.</param>
/// <param name="weight">Constant factor of its loss, before any balancing.</param>
public abstract class LearningTask(string name, string target, double weight)
{
    /// <summary>Name of the task, unique within the model.</summary>
    public string Name { get; } = name;

    /// <summary>Name of the target that it learns.</summary>
    public string Target { get; } = target;

    /// <summary>Constant factor of its loss, before any balancing.</summary>
    public double Weight { get; } = weight;

    /// <summary>The metrics that are reported; the first one is the main one, by which models are compared.</summary>
    public abstract IReadOnlyList<IMetric> Metrics { get; }

    /// <summary>What a metric is counted in, for tables; null if it is a pure number.</summary>
    public virtual string? UnitOf(IMetric metric) => null;

    /// <summary>Builds the head.</summary>
    /// <param name="features">Features that it gets.</param>
    /// <param name="context">The run.</param>
    public abstract Head BuildHead(long features, ModuleContext context);

    /// <summary>Learns what must be known about the targets before training, for example their mean. Called once, with the training rows.</summary>
    /// <param name="head">What <see cref="BuildHead"/> gave; it keeps what is learnt, as buffers.</param>
    /// <param name="targets">The targets of the training rows.</param>
    public virtual void Fit(Head head, torch.Tensor targets)
    {
    }

    /// <summary>The mean loss of a batch, a scalar tensor to be differentiated; not yet multiplied with <see cref="Weight"/>.</summary>
    /// <param name="head">The head that made the prediction.</param>
    /// <param name="prediction">What the head gave [B, outputs].</param>
    /// <param name="target">The targets of the same B rows.</param>
    public abstract torch.Tensor Loss(Head head, torch.Tensor prediction, torch.Tensor target);

    /// <summary>The best prediction, in the main metric, that knows nothing of the inputs: what any model has to beat.</summary>
    /// <param name="targets">The targets of the training rows.</param>
    /// <returns>One row [1, outputs], to be repeated for every input.</returns>
    public abstract torch.Tensor TrivialPrediction(torch.Tensor targets);
}
