using MtlTorch.Ensembles.Combining;
using MtlTorch.Ensembles.Diversity;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>What ensemble.json says of how members differ.</summary>
internal static class DiversityFigures
{
    /// <summary>How differently the members err.</summary>
    public static DiversityRecord Of(TaskOutputs rows) => rows.AreClasses ? OfClasses(ClassDiversity.Of(rows)) : OfNumbers(NumberDiversity.Of(rows));

    /// <summary>How uncertain the members are, mean over the rows.</summary>
    public static UncertaintyRecord Uncertainty(TaskOutputs rows)
    {
        using var uncertainty = MtlTorch.Ensembles.Diversity.Uncertainty.Of(rows.AreClasses, rows.Members);
        return new UncertaintyRecord(Mean(uncertainty.Total), Mean(uncertainty.Data), Mean(uncertainty.Model)!.Value);
    }

    private static DiversityRecord OfClasses(ClassDiversity diversity) => new()
    {
        Disagreement = diversity.Mean.Disagreement,
        Q = diversity.Mean.Q,
        Correlation = diversity.Mean.Correlation,
        DoubleFault = diversity.Mean.DoubleFault,
        Disagreements = [.. diversity.Pairs.Select(row => (IReadOnlyList<double>)[.. row.Select(p => p.Disagreement)])],
        Correlations = [.. diversity.Pairs.Select(row => (IReadOnlyList<double>)[.. row.Select(p => p.Correlation)])],
    };

    private static DiversityRecord OfNumbers(NumberDiversity diversity) => new()
    {
        Correlation = diversity.MeanCorrelation,
        MeanError = diversity.MeanError,
        Ambiguity = diversity.Ambiguity,
        Correlations = diversity.Correlations,
    };

    private static double? Mean(torch.Tensor? values)
    {
        using var mean = values?.mean();
        return mean?.item<double>();
    }
}
