namespace MtlTorch.Metrics;

/// <summary>
/// How far confidence can be trusted: rows are sorted into bins of equal width by the probability of their predicted class;
/// in a calibrated model the share of correct rows of a bin is its mean confidence.
/// </summary>
/// <param name="Bins">The bins, from confidence 0 to 1; empty ones too.</param>
/// <param name="ExpectedError">Expected calibration error: mean over the rows of their bin's |accuracy - confidence|; NaN without rows.</param>
[Paper("Guo et al. 2017, On Calibration of Modern Neural Networks", "https://arxiv.org/abs/1706.04599", Place = "eq. (3)")]
public sealed record CalibrationCurve(IReadOnlyList<CalibrationBin> Bins, double ExpectedError)
{
    /// <summary>Statistics of some rows, Float64 [3 M]: rows, sum of confidences, correct rows of each of the M bins. They add up over disjoint rows.</summary>
    /// <param name="confidence">Probability of the predicted class, from 0 to 1 [B].</param>
    /// <param name="correct">Whether the predicted class is the true one, Bool [B].</param>
    /// <param name="bins">Number of bins M; bin m holds confidences above m / M and up to (m + 1) / M.</param>
    public static torch.Tensor Update(torch.Tensor confidence, torch.Tensor correct, int bins)
    {
        using var scope = torch.NewDisposeScope();
        var exact = confidence.to(torch.float64);
        var bin = ((exact * bins).ceil() - 1).clamp(0, bins - 1).to(torch.int64);
        var columns = torch.stack([torch.ones_like(exact), exact, correct.to(torch.float64)]);
        var sums = torch.zeros([3, bins], torch.float64, exact.device);
        return sums.scatter_add_(1, bin.unsqueeze(0).expand(3, -1), columns).view(-1).MoveToOuterDisposeScope();
    }

    /// <summary>The curve of all rows that went into <paramref name="statistics"/>.</summary>
    /// <param name="statistics">A sum of what <see cref="Update"/> gave.</param>
    public static CalibrationCurve Compute(ReadOnlySpan<double> statistics)
    {
        var count = statistics.Length / 3;
        var bins = new CalibrationBin[count];
        var (rows, gaps) = (0.0, 0.0);
        for (var m = 0; m < count; m++)
        {
            var (inBin, confidence, correct) = (statistics[m], statistics[count + m], statistics[2 * count + m]);
            bins[m] = new CalibrationBin((double)m / count, (double)(m + 1) / count, (long)inBin, confidence / inBin, correct / inBin);
            rows += inBin;
            gaps += Math.Abs(correct - confidence);
        }

        return new CalibrationCurve(bins, gaps / rows);
    }
}

/// <summary>The rows whose confidence lies in an interval.</summary>
/// <param name="From">Lower end of the interval, excluded.</param>
/// <param name="To">Upper end, included.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Confidence">Their mean confidence; NaN without rows.</param>
/// <param name="Accuracy">Share of correct rows; NaN without rows.</param>
public sealed record CalibrationBin(double From, double To, long Rows, double Confidence, double Accuracy);
