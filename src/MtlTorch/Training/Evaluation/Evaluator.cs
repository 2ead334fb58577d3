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
            return Evaluate(model.Tasks, model.Heads, split, batch => model.call(batch.Inputs), stop);
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
        var constants = model.Tasks.Select(task => task.TrivialPrediction(train.Targets[task.Target])).ToList();
        return Evaluate(model.Tasks, model.Heads, split, batch => [.. constants.Select(c => c.expand(batch.Rows, -1))], CancellationToken.None);
    }

    private Scores Evaluate(
        IReadOnlyList<LearningTask> tasks,
        IReadOnlyList<Head> heads,
        Split split,
        Func<Batch, torch.Tensor[]> predict,
        CancellationToken stop)
    {
        using var frozen = torch.no_grad();
        var figures = tasks.Select((task, i) => new TaskFigures(task, heads[i])).ToList();
        try
        {
            for (long start = 0; start < split.Rows; start += batchSize)
            {
                stop.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var batch = split.Slice(start, Math.Min(batchSize, split.Rows - start));
                var predictions = predict(batch);
                for (var i = 0; i < tasks.Count; i++)
                {
                    figures[i].Add(predictions[i], batch);
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
