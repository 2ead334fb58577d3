using MtlTorch.Experiments.Sweeps.Reading;

namespace MtlTorch.Experiments.Sweeps.Importance;

/// <summary>
/// Importance of the parameters of a sweep by functional analysis of variance on a random forest. The same trials give the same figures. Equal ratios count the same for
/// logarithmic numbers, each value of a choice counts the same, and a parameter that is not set has no effect there: one that is set in
/// a part of the space alone can explain at most what varies in that part.
/// </summary>
public static class SweepImportance
{
    /// <summary>Completed trials without which nothing is said.</summary>
    public const int FewestTrials = 10;

    private const int Trees = 64;
    private const long Seed = 20_140_621;

    /// <summary>The importance for each objective of a sweep, in their order.</summary>
    public static IReadOnlyList<ObjectiveImportance> Of(SweepView sweep) => [.. sweep.Objectives.Select((_, i) => Of(sweep, i))];

    private static ObjectiveImportance Of(SweepView sweep, int objective)
    {
        var name = sweep.Objectives[objective].Name;
        var rows = sweep.Trials
            .Where(t => t.Status == TrialStatus.Completed && objective < t.Objectives.Count && double.IsFinite(t.Objectives[objective]))
            .Select(t => (Point: sweep.Space.Read(t.Values), Value: t.Objectives[objective]))
            .Where(r => r.Point is not null)
            .ToList();
        if (rows.Count < FewestTrials)
        {
            return Nothing($"Importance needs at least {FewestTrials} completed trials; there {(rows.Count == 1 ? "is" : "are")} {rows.Count}.");
        }

        if (rows.All(r => r.Value == rows[0].Value))
        {
            return Nothing($"All completed trials have the same {name}, so no parameter explains anything.");
        }

        var data = ForestData.Of(sweep.Space, [.. rows.Select(r => r.Point!)], [.. rows.Select(r => r.Value)]);
        var forest = RandomForest.Grow(data, Trees, Seed);
        var shares = forest.Trees.Select(tree => Fanova.Shares(tree, data.Categories)).OfType<double[]>().ToList();
        if (shares.Count == 0)
        {
            return Nothing($"The parameters of the completed trials do not tell their {name} apart.");
        }

        var parameters = sweep.Space.Dimensions.Select((d, i) => Mean(d.Key, [.. shares.Select(s => s[i])])).OrderByDescending(p => p.Share).ToList();
        return new ObjectiveImportance(name, rows.Count, parameters, Mean("interactions", [.. shares.Select(s => 1 - s.Sum())]), forest.Explained, null);

        ObjectiveImportance Nothing(string reason) => new(name, rows.Count, [], null, double.NaN, reason);
    }

    private static ParameterImportance Mean(string key, IReadOnlyList<double> shares)
    {
        var mean = shares.Average();
        return new ParameterImportance(key, mean, Math.Sqrt(shares.Average(s => (s - mean) * (s - mean))));
    }
}
