using MtlTorch.Data;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Inspection;

/// <summary>Looks at a regression: predictions beside targets, and how the residuals are distributed.</summary>
/// <param name="task">The task.</param>
public sealed class RegressionInspection(Regression task) : TaskInspection
{
    /// <summary>Outputs that are looked at.</summary>
    public const int MostOutputs = 8;

    /// <summary>Rows whose target and prediction are kept; they are spread evenly over the split.</summary>
    public const int MostPairs = 500;

    /// <summary>Per batch [2, outputs, B], Float64: targets, predictions.</summary>
    private readonly List<torch.Tensor> batches = [];

    /// <inheritdoc/>
    public override void Add(TaskPass pass, torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var prediction = pass.Prediction;
        var pair = torch.stack([target, prediction]).narrow(2, 0, Math.Min(MostOutputs, prediction.size(1)));
        batches.Add(pair.to(torch.float64).transpose(1, 2).cpu().DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public override RegressionDetails Compute(Split split)
    {
        using var scope = torch.NewDisposeScope();
        var all = torch.cat(batches, 2);
        return new RegressionDetails(
            task.UnitOf(task.Metrics[0]),
            [.. Enumerable.Range(0, (int)all.size(1)).Select(output => Describe(Numbers(all[0, output]), Numbers(all[1, output])))]);
    }

    /// <inheritdoc/>
    public override void Dispose() => batches.ForEach(b => b.Dispose());

    private static double[] Numbers(torch.Tensor row) => row.contiguous().data<double>().ToArray();

    private static RegressionOutput Describe(double[] targets, double[] predictions)
    {
        var kept = Enumerable.Range(0, Math.Min(MostPairs, targets.Length)).Select(i => (int)((long)i * targets.Length / Math.Min(MostPairs, targets.Length))).ToList();
        return new RegressionOutput(
            [.. kept.Select(i => targets[i])],
            [.. kept.Select(i => predictions[i])],
            Summarize([.. predictions.Zip(targets, (p, t) => p - t)]));
    }

    private static ResidualSummary Summarize(double[] residuals)
    {
        Array.Sort(residuals);
        var mean = residuals.Average();
        var deviation = Math.Sqrt(residuals.Average(r => (r - mean) * (r - mean)));
        return new ResidualSummary(
            mean, deviation, residuals[0], Quantile(residuals, 0.25), Quantile(residuals, 0.5), Quantile(residuals, 0.75), residuals[^1]);
    }

    /// <summary>With linear interpolation between the neighbors, as NumPy has it.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
