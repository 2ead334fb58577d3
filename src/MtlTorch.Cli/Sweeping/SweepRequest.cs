namespace MtlTorch.Cli.Sweeping;

/// <summary>What was typed behind mtl sweep.</summary>
internal sealed record SweepRequest
{
    /// <summary>The sweep file; null where a sweep goes on.</summary>
    public string? Sweep { get; init; }

    /// <summary>Values of the experiment.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Number of trials; null for the file's.</summary>
    public int? Trials { get; init; }

    /// <summary>Number of worker processes; null for a sensible one.</summary>
    public int? Workers { get; init; }

    /// <summary>Folder of the sweep; null for a new one below runs/.</summary>
    public string? Folder { get; init; }

    /// <summary>Folder of the sweep that goes on; null for a new one.</summary>
    public string? Resume { get; init; }

    /// <summary>Whether trials that failed are trained again.</summary>
    public bool RetriesFailed { get; init; }

    /// <summary>Folders of finished runs.</summary>
    public IReadOnlyList<string> Reuse { get; init; } = [];

    /// <summary>What is made of the choice so far of who trains, or of worker processes.</summary>
    public required Func<LauncherChoice, LauncherChoice> Launcher { get; init; }

    /// <summary>Print nothing but errors.</summary>
    public bool IsQuiet { get; init; }
}
