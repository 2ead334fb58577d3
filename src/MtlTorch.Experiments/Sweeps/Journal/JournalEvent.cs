using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MtlTorch.Experiments.Sweeps.Journal;

/// <summary>One line of a sweep's journal.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(TrialChosen), "chosen")]
[JsonDerivedType(typeof(TrialStarted), "started")]
[JsonDerivedType(typeof(TrialEnded), "ended")]
public abstract record JournalEvent
{
    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Number of the trial, from 1.</summary>
    public required int Trial { get; init; }

    /// <summary>The driver that wrote the line, HOST:PROCESS.</summary>
    public required string By { get; init; }
}

/// <summary>The point of a trial is chosen.</summary>
public sealed record TrialChosen : JournalEvent
{
    /// <summary>Its values by key, as configurations spell them; keys that do not apply are left out.</summary>
    public required JsonObject Values { get; init; }

    /// <summary>Identity of each of its runs, a seed after the other; see <see cref="RunIdentity"/>.</summary>
    public required IReadOnlyList<string> Runs { get; init; }
}

/// <summary>Somebody begins to train a trial, or goes on with it.</summary>
public sealed record TrialStarted : JournalEvent
{
    /// <summary>Which attempt it is, from 1.</summary>
    public required int Attempt { get; init; }
}

/// <summary>A trial ended, whichever way.</summary>
public sealed record TrialEnded : JournalEvent
{
    /// <summary>How: completed, pruned, failed; waiting where it was interrupted and goes on later.</summary>
    public required TrialStatus Status { get; init; }

    /// <summary>Value of each objective, the mean over the seeds; null unless it is completed.</summary>
    public IReadOnlyList<double>? Values { get; init; }

    /// <summary>Standard deviation of each objective over the seeds; null with one seed.</summary>
    public IReadOnlyList<double>? Deviations { get; init; }

    /// <summary>The only objective after each epoch of the first seed; empty with several objectives.</summary>
    public IReadOnlyList<double> Curve { get; init; } = [];

    /// <summary>Where it was trained, for people: "worker 2", "slurm job 17_3"; null where it was not.</summary>
    public string? Where { get; init; }

    /// <summary>Seconds of training, of this attempt.</summary>
    public double Seconds { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Error { get; init; }

    /// <summary>Folder of finished runs whose results were taken over; null for a trial that was trained here.</summary>
    public string? Reused { get; init; }
}
