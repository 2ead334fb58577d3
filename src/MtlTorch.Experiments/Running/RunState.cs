using System.Text.Json;
using MtlTorch.Training;

namespace MtlTorch.Experiments.Running;

/// <summary>What a run is doing.</summary>
public enum RunPhase
{
    /// <summary>A process is at work on it.</summary>
    Running,

    /// <summary>It came to its end.</summary>
    Completed,

    /// <summary>Somebody asked it to stop.</summary>
    Interrupted,

    /// <summary>Something went wrong.</summary>
    Failed,

    /// <summary>Its process ended without a word: it was killed, or the machine stopped.</summary>
    Lost,
}

/// <summary>A stage of a run as another process sees it.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="State">Where it stands.</param>
public sealed record StageState(RunFolder Folder, RunState State)
{
    /// <summary>Number and kind, "1-pretrain".</summary>
    public string Name => Path.GetFileName(Folder.Path);
}

/// <summary>A run as another process sees it.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Progress">Where it stands, or stood last; null before its first step.</param>
/// <param name="Result">How it ended; null before.</param>
/// <param name="Epochs">The epochs that are done.</param>
public sealed record RunState(RunPhase Phase, RunProgress? Progress, RunResult? Result, IReadOnlyList<EpochRecord> Epochs)
{
    /// <summary>The best epoch so far; null before the first validation.</summary>
    public EpochRecord? Best => Epochs.LastOrDefault(e => e.IsBest);

    /// <summary>The stage that the run stands in, where the experiment itself has not begun; else null.</summary>
    public StageState? Stage { get; private init; }

    /// <summary>Looks at a run.</summary>
    public static RunState Of(RunFolder folder)
    {
        var state = Alone(folder);
        return state is { Progress: null, Epochs.Count: 0 } && folder.Stages() is [.., var last] ? state with { Stage = new StageState(last, Alone(last)) } : state;
    }

    private static RunState Alone(RunFolder folder)
    {
        var isRunning = RunLock.IsHeld(folder);
        var result = isRunning ? null : ReadResult(folder);
        return new RunState(
            isRunning ? RunPhase.Running : Ended(result?.Status),
            isRunning ? RunProgress.Read(folder) : null,
            result,
            MetricsFile.Epochs(folder.Metrics));
    }

    /// <summary>What result.json of a run says; null if there is none.</summary>
    /// <exception cref="MalformedFileException">It is there, and no result.</exception>
    public static RunResult? ReadResult(RunFolder folder)
    {
        if (!File.Exists(folder.Result))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<RunResult>(File.ReadAllText(folder.Result), RunJson.Indented) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new MalformedFileException(folder.Result, e.BytePositionInLine ?? 0, $"line {(e.LineNumber ?? 0) + 1} is not the result of a run.", e);
        }
    }

    private static RunPhase Ended(RunStatus? status) => status switch
    {
        RunStatus.Completed => RunPhase.Completed,
        RunStatus.Interrupted => RunPhase.Interrupted,
        RunStatus.Failed => RunPhase.Failed,
        _ => RunPhase.Lost,
    };
}
