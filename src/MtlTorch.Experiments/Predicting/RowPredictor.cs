using MtlTorch.Data.Inputs;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Predicting;

/// <summary>Predicts the rows of a file, some at a time.</summary>
/// <param name="predictor">The model, or several together.</param>
/// <param name="device">Where it computes.</param>
public sealed class RowPredictor(IPredictor predictor, torch.Device device)
{
    private readonly List<(LearningTask Task, int Place)> answering = [.. predictor.Tasks.Index().Where(t => t.Item.Answer is not null).Select(t => (t.Item, t.Index))];

    /// <summary>The tasks whose predictions say something, in the order of a row's answers.</summary>
    public IReadOnlyList<LearningTask> Tasks => [.. answering.Select(a => a.Task)];

    /// <summary>Predicts all rows of a file.</summary>
    /// <param name="rows">The rows; their tensors are disposed of.</param>
    /// <param name="write">Gets each row's name and a row's answer per task of <see cref="Tasks"/>.</param>
    /// <param name="stop">Asks to stop between two portions.</param>
    /// <returns>How many there were.</returns>
    public long Predict(IEnumerable<InputRows> rows, Action<RowName, IReadOnlyList<RowAnswer>> write, CancellationToken stop)
    {
        var count = 0L;
        foreach (var some in rows)
        {
            using var inputs = some.Inputs;
            stop.ThrowIfCancellationRequested();
            var answers = Answers(inputs);
            for (var row = 0; row < some.Names.Count; row++)
            {
                write(some.Names[row], [.. answers.Select(task => task[row])]);
            }

            count += some.Names.Count;
        }

        return count;
    }

    private List<RowAnswer[]> Answers(torch.Tensor inputs)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var predictions = predictor.Predict(inputs.to(device));
        return [.. answering.Select(a => Answers(a.Task.Answer!, predictions[a.Place]))];
    }

    private static RowAnswer[] Answers(Answer answer, torch.Tensor prediction) => answer is ClassAnswer
        ? [.. Rows(prediction.to(torch.float64).softmax(1)).Select(p => new ClassOfRow(p))]
        : [.. Rows(prediction).Select(v => new NumbersOfRow(v))];

    private static IEnumerable<float[]> Rows(torch.Tensor values)
    {
        var width = (int)values.size(1);
        return values.to(torch.float32).cpu().contiguous().data<float>().ToArray().Chunk(width);
    }
}
