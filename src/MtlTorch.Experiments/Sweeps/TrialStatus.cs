namespace MtlTorch.Experiments.Sweeps;

/// <summary>How far a trial is.</summary>
public enum TrialStatus
{
    /// <summary>Its point is chosen; nobody is at work on it.</summary>
    Waiting,

    /// <summary>Somebody is at work on it, or was when the sweep was cut off.</summary>
    Running,

    /// <summary>It came to its end; it has values.</summary>
    Completed,

    /// <summary>It was ended early, as not promising.</summary>
    Pruned,

    /// <summary>Something went wrong.</summary>
    Failed,
}
