using MtlTorch.Data;
using MtlTorch.Modules;
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
        using var mode = new EvaluationMode(model);
        return Evaluate(model.Tasks, split, batch => model.Pass(batch.Inputs), stop);
    }

    /// <summary>Evaluates what is best without looking at the inputs; see <see cref="LearningTask.TrivialPrediction"/>.</summary>
    /// <param name="model">The model whose tasks are meant.</param>
    /// <param name="train">The training rows, from which the constant predictions come.</param>
    /// <param name="split">The rows to evaluate on.</param>
    public Scores EvaluateTrivial(MultiTaskModel model, Split train, Split split) => EvaluateTrivial([.. model.Tasks.Zip(model.Heads)], train, split);

    /// <summary>The same for some tasks.</summary>
    /// <param name="tasks">The tasks, each with a head of its, whose scale the loss of numbers is counted in.</param>
    /// <param name="train">The training rows.</param>
    /// <param name="split">The rows to evaluate on.</param>
    public Scores EvaluateTrivial(IReadOnlyList<(LearningTask Task, Head Head)> tasks, Split train, Split split)
    {
        using var scope = torch.NewDisposeScope();
        var all = train.Slice(0, train.Rows);
        var constants = tasks.Select(t => t.Task.TrivialPrediction(LabeledRows.TargetsOf(t.Task, all))).ToList();
        return Evaluate([.. tasks.Select(t => t.Task)], split, batch => [.. constants.Select((c, i) => Repeated(tasks[i].Head, c, batch.Rows))]);
    }

    /// <summary>Figures of one task's predictions, by metric.</summary>
    /// <param name="task">The task; one that is held against a column of the data set.</param>
    /// <param name="head">A head of it.</param>
    /// <param name="prediction">Predictions [N, ...].</param>
    /// <param name="target">Targets of the N rows.</param>
    public static IReadOnlyDictionary<string, double> Figures(LearningTask task, Head head, torch.Tensor prediction, torch.Tensor target)
    {
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var figures = new TaskFigures(task);
        var device = head.state_dict().Values.First().device;
        var batch = new Batch(prediction, new Dictionary<string, torch.Tensor> { [task.Column!] = target.to(device) });
        figures.Add(new TaskPass(head, null, prediction.to(torch.float32).to(device)), batch);
        return figures.Compute();
    }

    private static TaskPass Repeated(Head head, torch.Tensor row, long rows) => new(head, null, row.expand([rows, .. row.shape.Skip(1)]));

    /// <summary>Evaluates whatever predicts.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="split">The rows.</param>
    /// <param name="predict">What each task sees of a pass of some rows.</param>
    /// <param name="stop">Asks to stop between two batches.</param>
    public Scores Evaluate(IReadOnlyList<LearningTask> tasks, Split split, Func<Batch, TaskPass[]> predict, CancellationToken stop = default)
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
