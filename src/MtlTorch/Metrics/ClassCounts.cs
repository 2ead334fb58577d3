namespace MtlTorch.Metrics;

/// <summary>What precision, recall and F1 are made of: for each class k the rows predicted as k and being k, predicted as k, and being k.</summary>
internal static class ClassCounts
{
    /// <summary>Float64 [3 K]: hits, predicted, actual of each class.</summary>
    /// <param name="prediction">Logits [B, K].</param>
    /// <param name="target">Classes, Int64 [B].</param>
    public static torch.Tensor Of(torch.Tensor prediction, torch.Tensor target)
    {
        var classes = prediction.size(1);
        var predicted = torch.nn.functional.one_hot(prediction.argmax(1), classes).to(torch.float64);
        var actual = torch.nn.functional.one_hot(target, classes).to(torch.float64);
        return torch.cat([(predicted * actual).sum(dim: 0), predicted.sum(dim: 0), actual.sum(dim: 0)]);
    }

    /// <summary>
    /// Mean over the classes that occur among predictions or targets; a class for which the ratio is 0 / 0 counts as 0. This
    /// is scikit-learn's "macro" average with its default labels and zero_division = 0.
    /// </summary>
    /// <param name="statistics">What <see cref="Of"/> gave, summed.</param>
    /// <param name="denominator">Denominator of a class from the numbers predicted and actual; the numerator is the number of hits.</param>
    public static double Macro(ReadOnlySpan<double> statistics, Func<double, double, double> denominator)
    {
        var classes = statistics.Length / 3;
        var (sum, present) = (0.0, 0);
        for (var k = 0; k < classes; k++)
        {
            var (hits, predicted, actual) = (statistics[k], statistics[classes + k], statistics[2 * classes + k]);
            if (predicted + actual == 0)
            {
                continue;
            }

            present++;
            sum += hits == 0 ? 0 : hits / denominator(predicted, actual);
        }

        return present == 0 ? double.NaN : sum / present;
    }
}
