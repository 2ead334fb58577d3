using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Inspection;

/// <summary>Looks at a classification: which classes are confused, how far its confidence can be trusted, where it errs most surely.</summary>
/// <param name="task">The task.</param>
public sealed class ClassificationInspection(Classification task) : TaskInspection
{
    /// <summary>With more classes a confusion matrix is no longer read by anybody, and fills megabytes.</summary>
    public const int MostClasses = 100;

    /// <summary>Bins of the calibration curve.</summary>
    public const int Bins = 15;

    /// <summary>Wrong rows that are kept at most.</summary>
    public const int MostWrongRows = 24;

    /// <summary>Per batch [B, 4], Float64: target, prediction, its probability, the target's probability.</summary>
    private readonly List<torch.Tensor> batches = [];

    /// <inheritdoc/>
    public override void Add(TaskPass pass, torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var prediction = pass.Prediction;
        var probabilities = prediction.to(torch.float64).softmax(1).nan_to_num(0);
        var predicted = prediction.argmax(1);
        var confidence = probabilities.gather(1, predicted.unsqueeze(1)).squeeze(1);
        var right = probabilities.gather(1, target.unsqueeze(1)).squeeze(1);
        batches.Add(torch.stack([target.to(torch.float64), predicted.to(torch.float64), confidence, right], 1).cpu().DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public override ClassificationDetails Compute(Split split)
    {
        using var scope = torch.NewDisposeScope();
        var columns = torch.cat(batches, 0).t().contiguous();
        var (target, predicted, confidence) = (columns[0].to(torch.int64), columns[1].to(torch.int64), columns[2]);
        var correct = target.eq(predicted);
        var wrong = correct.logical_not();
        var labeled = split.Partial.Contains(task.Target) ? Labels.Rows(split.Targets[task.Target]) : null;
        return new ClassificationDetails
        {
            Classes = task.Classes,
            Confusion = task.Classes.Count > MostClasses ? null : Matrix(ConfusionMatrix.Of(predicted, target, task.Classes.Count)),
            Calibration = CalibrationCurve.Compute(CalibrationCurve.Update(confidence, correct, Bins).data<double>().ToArray()),
            WrongRows = wrong.sum().item<long>(),
            MostConfidentlyWrong = [.. MostConfident(wrong, confidence).Select(row => Describe(row, labeled?[row] ?? row, columns, split))],
        };
    }

    /// <inheritdoc/>
    public override void Dispose() => batches.ForEach(b => b.Dispose());

    private static IReadOnlyList<IReadOnlyList<long>> Matrix(torch.Tensor counts)
    {
        var classes = (int)counts.size(0);
        return [.. counts.to(torch.int64).view(-1).data<long>().ToArray().Chunk(classes)];
    }

    /// <summary>Numbers of the wrong rows with the highest confidence; among equals the first.</summary>
    private static IEnumerable<long> MostConfident(torch.Tensor wrong, torch.Tensor confidence)
    {
        var flags = wrong.data<bool>().ToArray();
        var values = confidence.data<double>().ToArray();
        return Enumerable.Range(0, flags.Length).Where(i => flags[i]).OrderByDescending(i => values[i]).Take(MostWrongRows).Select(i => (long)i);
    }

    /// <param name="seen">Which of the rows that were taken in.</param>
    /// <param name="row">Its number in the split.</param>
    /// <param name="columns">What is known of the rows that were taken in.</param>
    /// <param name="split">The split.</param>
    private static WrongRow Describe(long seen, long row, torch.Tensor columns, Split split)
    {
        using var scope = torch.NewDisposeScope();
        var figures = columns.select(1, seen).contiguous().data<double>().ToArray();
        var input = split.Inputs.select(0, row);
        var picture = Picture.CanShow(input.shape) ? Picture.OfInput(input) : null;
        return new WrongRow(row, (int)figures[0], (int)figures[1], figures[2], figures[3], picture);
    }
}
