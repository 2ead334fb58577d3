using MtlTorch.Ensembles.Combining;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>The kinds of combinations as users write them.</summary>
public static class CombinationNames
{
    private static readonly (string Name, CombinationKind Kind)[] Known =
    [
        ("mean", CombinationKind.Mean),
        ("mean-logits", CombinationKind.MeanLogits),
        ("weighted", CombinationKind.Weighted),
        ("vote", CombinationKind.Vote),
        ("stacking", CombinationKind.Stacking),
        ("greedy", CombinationKind.Greedy),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Select(k => k.Name)];

    /// <summary>The name of a kind.</summary>
    public static string Of(CombinationKind kind) => Known.First(k => k.Kind == kind).Name;

    /// <summary>The kind of a name.</summary>
    /// <param name="option">What named it, for errors.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="InvalidOptionException">There is none.</exception>
    public static CombinationKind Parse(string option, string name) => All.Contains(name)
        ? Known.First(k => k.Name == name).Kind
        : throw new InvalidOptionException(option, $"'{name}' is no way to combine; there are {string.Join(", ", All)}.{Nearest.Hint(name, All)}");
}
