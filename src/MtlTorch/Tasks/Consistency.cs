using System.ComponentModel.DataAnnotations;
using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>
/// Mean teacher: what another task's head predicts of disturbed inputs is to be what the averaged model predicts of the inputs as they are. It needs no
/// labels, so it learns from rows that the other task has none for, and it needs the strategy "ema", whose averaged model is the teacher (in evaluation mode,
/// without dropout). The disturbance is noise, and dropout where trunk or head have some. The loss is the mean squared difference of the class probabilities,
/// or of a regression's predictions in standard deviations, times the ramp-up; it is defined in training alone, and there are no metrics. It costs one
/// more forward pass per step, of the teacher; with noise also one more forward and backward pass of the trunk.
/// </summary>
[Paper("Tarvainen and Valpola 2017, Mean teachers are better role models", "https://arxiv.org/abs/1703.01780", Place = "section 2 (the consistency cost)")]
[Paper("Laine and Aila 2017, Temporal Ensembling for Semi-Supervised Learning", "https://arxiv.org/abs/1610.02242", Place = "section 2.1 (the ramp-up)")]
public sealed record ConsistencyOptions : TaskOptions
{
    /// <summary>Name of the task whose predictions are meant: a classification or a regression of the same experiment.</summary>
    public required string With { get; init; }

    /// <summary>Standard deviation of the Gaussian noise that is added to the inputs, in their unit; 0 to rely on dropout.</summary>
    [Range(0.0, 1e6)]
    public double Noise { get; init; }

    /// <summary>Steps over which the loss is ramped up: it is multiplied with exp(-5 (1 - t)²), t from 0 to 1. 0 for none.</summary>
    [Range(0, 1_000_000_000)]
    public int RampUp { get; init; }

    /// <inheritdoc/>
    public override LearningTask Build(string name, IReadOnlyDictionary<string, TargetDescription> targets) => new Consistency(this, name);

    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics() => [];
}

/// <summary>See <see cref="ConsistencyOptions"/>. Predictions are those of the other task's head.</summary>
public sealed class Consistency(ConsistencyOptions options, string name) : LearningTask(name, options.Weight), IBorrowsHead, ILearnsFromAverage, IStepHook
{
    private LearningTask? lender;

    /// <inheritdoc/>
    public string With => options.With;

    /// <inheritdoc/>
    public override IReadOnlyList<IMetric> Metrics => [];

    /// <inheritdoc/>
    public override Head BuildHead(HeadPlace place, ModuleContext context)
    {
        if (options.Noise > 0)
        {
            _ = place.PlainInputs("noise", "noise of a consistency task");
        }

        return new BorrowedHead(options.Noise, context);
    }

    /// <inheritdoc/>
    public LearningTask Lender(IReadOnlyList<LearningTask> tasks)
    {
        var others = tasks.Where(t => t is Classification or Regression).Select(t => t.Name).ToList();
        return others.Contains(With)
            ? tasks.First(t => t.Name == With)
            : throw new InvalidOptionException("with", $"'{With}' is no classification or regression of this experiment; {(others.Count == 0 ? "it has none." : $"there are {string.Join(", ", others)}.")}");
    }

    /// <inheritdoc/>
    public void Borrow(Head own, LearningTask task, Head head)
    {
        lender = task;
        ((BorrowedHead)own).Lender = head;
    }

    /// <summary>The inputs: nothing is measured against them.</summary>
    public override Tensor TargetOf(Batch batch) => batch.Inputs;

    /// <summary>The averaged model's prediction; null outside of training.</summary>
    public override Tensor? LossTargetOf(Batch batch) => batch.Targets.GetValueOrDefault(ILearnsFromAverage.Column(With));

    /// <inheritdoc/>
    public override Tensor Loss(TaskPass pass, Tensor target)
    {
        using var scope = NewDisposeScope();
        var distance = lender is Classification
            ? nn.functional.mse_loss(pass.Prediction.softmax(1), target.softmax(1))
            : Squared(((BorrowedHead)pass.Head).Lender, pass.Prediction, target);
        return (options.RampUp == 0 ? distance : distance * ((BorrowedHead)pass.Head).RampedUp(options.RampUp)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void BeforeStep(TaskPass pass)
    {
    }

    /// <inheritdoc/>
    public void AfterStep(TaskPass pass, IOptimizerMemory memory) => ((BorrowedHead)pass.Head).CountStep();

    /// <summary>Nothing is predicted that a guess could be compared with.</summary>
    public override Tensor TrivialPrediction(Tensor targets) => zeros([1, 1], targets.dtype, targets.device);

    private static Tensor Squared(Head head, Tensor prediction, Tensor target)
    {
        var deviation = ((StandardizedHead)head).Deviation;
        return nn.functional.mse_loss(prediction / deviation, target / deviation);
    }
}
