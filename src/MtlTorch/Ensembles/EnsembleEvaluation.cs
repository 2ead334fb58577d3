using MtlTorch.Data;
using MtlTorch.Ensembles.Combining;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;
using static TorchSharp.torch;

namespace MtlTorch.Ensembles;

/// <summary>Figures of ensembles.</summary>
/// <param name="batchSize">Rows per forward pass.</param>
public sealed class EnsembleEvaluation(int batchSize)
{
    /// <summary>Evaluates an ensemble as a model is evaluated.</summary>
    /// <param name="ensemble">The ensemble.</param>
    /// <param name="split">The rows, on its device.</param>
    public Scores Evaluate(EnsemblePredictor ensemble, Split split) => new Evaluator(batchSize).Evaluate(ensemble.Tasks, split, ensemble.Pass);

    /// <summary>Evaluates what knows nothing of the inputs.</summary>
    /// <param name="ensemble">The ensemble whose tasks are meant.</param>
    /// <param name="train">The training rows.</param>
    /// <param name="split">The rows to evaluate on.</param>
    public Scores EvaluateTrivial(EnsemblePredictor ensemble, Split train, Split split) =>
        new Evaluator(batchSize).EvaluateTrivial([.. ensemble.Tasks.Select(t => (t, ensemble.HeadOf(t)))], train, split);

    /// <summary>What each member predicts for all rows of a split, by task; on the CPU, rows without a target left out.</summary>
    /// <param name="ensemble">The members; how they are combined does not matter.</param>
    /// <param name="split">The rows, on the members' device.</param>
    public IReadOnlyList<TaskOutputs> Outputs(EnsemblePredictor ensemble, Split split)
    {
        using var scope = NewDisposeScope();
        var parts = ensemble.Tasks.Select(_ => new List<Tensor>()).ToList();
        for (long start = 0; start < split.Rows; start += batchSize)
        {
            using var inner = NewDisposeScope();
            var each = ensemble.PredictEach(split.Slice(start, Math.Min(batchSize, split.Rows - start)).Inputs);
            for (var i = 0; i < each.Length; i++)
            {
                parts[i].Add(each[i].cpu().MoveToOuterDisposeScope());
            }
        }

        return [.. ensemble.Tasks.Select((task, i) => new TaskOutputs(task, ensemble.HeadOf(task), cat(parts[i], 1), Target(task, split).cpu()))];
    }

    /// <summary>Figures of predictions that are there already.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="prediction">Log-probabilities or numbers [N, K] for them.</param>
    public static IReadOnlyDictionary<string, double> Figures(TaskOutputs rows, Tensor prediction) => Evaluator.Figures(rows.Task, rows.Head, prediction, rows.Target);

    private static Tensor Target(LearningTask task, Split split) => task.TargetOf(split.Slice(0, split.Rows));
}
