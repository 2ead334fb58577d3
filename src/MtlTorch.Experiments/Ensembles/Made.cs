using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>Tells what was made of runs from the runs that it was made of: their configurations are the same.</summary>
internal static class Made
{
    /// <summary>The key that stands with those of the configuration: "mean of 5", "average uniform of 3".</summary>
    public const string Key = "ensemble";

    /// <summary>The configuration by dotted key, with one more for what was made of several runs.</summary>
    public static IReadOnlyDictionary<string, string> KeysOf(string folder, ExperimentConfig config)
    {
        var keys = FlatConfig.Of(config);
        if (EnsembleRecord.IsIn(folder))
        {
            var record = EnsembleRecord.Read(folder);
            keys[Key] = $"{string.Join('+', record.Tasks.Values.Select(t => t.Kind).Distinct())} of {record.Members.Count}";
        }
        else if (AverageRecord.Read(folder) is { } average)
        {
            keys[Key] = $"average {average.Kind.ToString().ToLowerInvariant()} of {average.Members.Count}";
        }

        return keys;
    }
}
