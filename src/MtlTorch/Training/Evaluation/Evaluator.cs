using MtlTorch.Data;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Evaluation;

/// <summary>Computes all metrics of all tasks over a split.</summary>
/// <param name="batchSize">Rows per forward pass. It changes memory and speed, not the figures beyond rounding.</param>
public sealed class Evaluator(int batchSize)
{
    /// <summary>Evaluates a model, in evaluation mode; it is left in the mode that it was in.</summary>
    /// <param name="model">The model.</param>
    /// <param name="split">The rows, on the model's device.</param>
    /// <param name="stop">Asks to stop between two batches.</param>
    public Scores Evaluate(MultiTaskModel model, Split split, CancellationToken stop = default)
    {
        var training = model.training;
        model.eval();
        try
        {
            return Evaluate(model.Tasks, split, batch => model.Pass(batch.Inputs), stop);
        }
        finally
        {
            model.train(training);
        }
    }

    /// <summary>Evaluates what is best without looking at the inputs; see <see cref="LearningTask.TrivialPrediction"/>.</summary>
    /// <param name="model">The model whose tasks are meant.</param>
    /// <param name="train">The training rows, from which the constant predictions come.</param>
    /// <param name="split">The rows to evaluate on.</param>
    public Scores EvaluateTrivial(MultiTaskModel model, Split train, Split split)
    {
        using var scope = torch.NewDisposeScope();
        var all = train.Slice(0, train.Rows);
        var constants = model.Tasks.Select(task => task.TrivialPrediction(LabeledRows.TargetsOf(task, all))).ToList();
        return Evaluate(model.Tasks, split, batch => [.. constants.Select((c, i) => Repeated(model.Heads[i], c, batch.Rows))], CancellationToken.None);
    }

    private static TaskPass Repeated(Head head, torch.Tensor row, long rows) => new(head, null, row.expand([rows, .. row.shape.Skip(1)]));

    private Scores Evaluate(
        IReadOnlyList<LearningTask> tasks,
        Split split,
        Func<Batch, TaskPass[]> predict,
        CancellationToken stop)
    {
        using var frozen = torch.no_grad();
        var figures = tasks.Select(task => new TaskFigures(task)).ToList();
        try
        {
            for (long start = 0; start < split.Rows; start += batchSize)
            {
                stop.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var batch = split.Slice(start, Math.Min(batchSize, split.Rows - start));
                var passes = predict(batch);
                for (var i = 0; i < tasks.Count; i++)
                {
                    figures[i].Add(passes[i], batch);
                }
            }

            return new Scores(figures.ToDictionary(f => f.Task.Name, f => f.Compute()));
        }
        finally
        {
            figures.ForEach(f => f.Dispose());
        }
    }
}
