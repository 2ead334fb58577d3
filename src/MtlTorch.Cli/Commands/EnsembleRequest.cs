using MtlTorch.Ensembles.Combining;
using MtlTorch.Experiments.Ensembles;

namespace MtlTorch.Cli.Commands;

/// <summary>What `mtl ensemble` was asked for.</summary>
internal sealed record EnsembleRequest
{
    /// <summary>Experiment files and folders.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>In what trained members differ; null if nothing was said.</summary>
    public MemberSource? From { get; init; }

    /// <summary>Members of each experiment file; null if nothing was said.</summary>
    public int? Count { get; init; }

    /// <summary>The combination.</summary>
    public required CombinationChoice Choice { get; init; }

    /// <summary>The average of weights; null for a combination of predictions.</summary>
    public AverageKind? Average { get; init; }

    /// <summary>Of a moving average.</summary>
    public double Decay { get; init; }

    /// <summary>Of the greedy combination.</summary>
    public required GreedyOptions Greedy { get; init; }

    /// <summary>How many members are trained at once; null for one.</summary>
    public int? Jobs { get; init; }

    /// <summary>Values set on the command line.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Where to compute; null for what the configurations say.</summary>
    public string? Device { get; init; }

    /// <summary>The folder of what is made; null for a new one below runs/.</summary>
    public string? Folder { get; init; }

    /// <summary>Print nothing but errors.</summary>
    public bool Quiet { get; init; }

    /// <summary>The experiment files.</summary>
    public IReadOnlyList<string> Files => [.. Sources.Where(s => !Directory.Exists(s))];

    /// <summary>The folders.</summary>
    public IReadOnlyList<string> Folders => [.. Sources.Where(Directory.Exists)];
}
