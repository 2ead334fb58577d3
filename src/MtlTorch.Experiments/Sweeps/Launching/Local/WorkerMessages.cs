using System.Text.Json.Serialization;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Sweeps.Launching.Local;

/// <summary>A line that a driver writes to a worker's standard input.</summary>
public sealed record WorkerOrder
{
    /// <summary>Folders of runs to train, one after the other; null where this answers a question.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Train { get; init; }

    /// <summary>Whether the first run goes on; null where this is no answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? GoesOn { get; init; }
}

/// <summary>A line that a worker writes to its standard output.</summary>
public sealed record WorkerReport
{
    /// <summary>The epoch that the first run has finished; the worker waits for the answer whether it goes on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Epoch { get; init; }

    /// <summary>How the runs ended: completed if all are; null while they go on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunStatus? Over { get; init; }

    /// <summary>Whether the worker ends now, and takes no other trial; said together with the end of one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Leaves { get; init; }

    /// <summary>Why they failed; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}
