using System.Text.Json.Nodes;

namespace MtlTorch.Experiments.Sweeps.Journal;

/// <summary>A trial as its sweep's journal tells it.</summary>
public sealed record Trial
{
    /// <summary>Number of the trial, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Its values by key; keys that do not apply are left out.</summary>
    public required JsonObject Values { get; init; }

    /// <summary>Identity of each of its runs.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>How far it is.</summary>
    public TrialStatus Status { get; init; }

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>The attempts, the first first.</summary>
    public IReadOnlyList<TrialAttempt> History { get; init; } = [];

    /// <summary>Value of each objective; empty unless it is completed.</summary>
    public IReadOnlyList<double> Objectives { get; init; } = [];

    /// <summary>Standard deviation of each objective over the seeds; empty with one seed.</summary>
    public IReadOnlyList<double> Deviations { get; init; } = [];

    /// <summary>The only objective after each epoch; empty with several objectives, or while it runs.</summary>
    public IReadOnlyList<double> Curve { get; init; } = [];

    /// <summary>Seconds of training, of all attempts.</summary>
    public double Seconds { get; init; }

    /// <summary>When its point was chosen.</summary>
    public required DateTimeOffset Chosen { get; init; }

    /// <summary>When its last attempt began; null before.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When its last attempt ended; null before.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The driver of the last attempt, HOST:PROCESS; before any the one that chose the point.</summary>
    public required string By { get; init; }

    /// <summary>Where its last attempt was trained, for people; null before it ended.</summary>
    public string? Where { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Error { get; init; }

    /// <summary>Folder of finished runs whose results were taken over; null for a trial that was trained here.</summary>
    public string? Reused { get; init; }

    /// <summary>The trial of a point that was just chosen.</summary>
    internal static Trial Of(TrialChosen chosen) => new() { Number = chosen.Trial, Values = chosen.Values, Runs = chosen.Runs, Chosen = chosen.Time, By = chosen.By };

    /// <summary>The trial after an event of its own.</summary>
    internal Trial After(JournalEvent happened) => happened switch
    {
        TrialStarted e => this with
        {
            Status = TrialStatus.Running,
            Attempts = e.Attempt,
            Started = e.Time,
            Ended = null,
            By = e.By,
            Where = null,
            Error = null,
            History = [.. History, new TrialAttempt(e.Attempt, e.By, e.Time, null, TrialStatus.Running)],
        },
        TrialEnded e => this with
        {
            Status = e.Status,
            Objectives = e.Values ?? [],
            Deviations = e.Deviations ?? [],
            Curve = e.Curve,
            Seconds = Seconds + e.Seconds,
            Ended = e.Time,
            Error = e.Error,
            Where = e.Where,
            Reused = e.Reused,
            History = History is [.., { Ended: null } last] ? [.. History.SkipLast(1), last with { Where = e.Where ?? last.Where, Ended = e.Time, Status = e.Status }] : History,
        },
        _ => this,
    };
}
