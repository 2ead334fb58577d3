namespace MtlTorch.Training.Costs;

/// <summary>Seconds by phase; see <see cref="Phase"/>. They add up to the time that the clock ran.</summary>
public sealed record PhaseTimes
{
    /// <summary>
    /// Whether the device was waited for at each change of phase. Without that a GPU is still at work when the next phase begins:
    /// the figures then say when work was handed over, and the phase that reads something back waits for all before it.
    /// </summary>
    public bool Synchronized { get; init; } = true;

    /// <summary>Reading or drawing the splits.</summary>
    public double Loading { get; init; }

    /// <summary>Picking the rows of each batch.</summary>
    public double Data { get; init; }

    /// <summary>Inputs to losses.</summary>
    public double Forward { get; init; }

    /// <summary>Losses to gradients; <see cref="BackwardPerTask"/> is a part of it.</summary>
    public double Backward { get; init; }

    /// <summary>Passes through the shared part for a single task, by task; null where no method asked for such passes.</summary>
    public IReadOnlyDictionary<string, double>? BackwardPerTask { get; init; }

    /// <summary>The balancing method.</summary>
    public double Balancing { get; init; }

    /// <summary>Measuring the gradients.</summary>
    public double Diagnostics { get; init; }

    /// <summary>Limiting the norm of the gradient.</summary>
    public double Clipping { get; init; }

    /// <summary>Clearing the gradient and stepping the parameters.</summary>
    public double Optimizer { get; init; }

    /// <summary>Metrics on the validation and test splits.</summary>
    public double Evaluation { get; init; }

    /// <summary>Writing checkpoints.</summary>
    public double Checkpoints { get; init; }

    /// <summary>Everything else.</summary>
    public double Other { get; init; }

    /// <summary>Seconds of one phase.</summary>
    public double this[Phase phase] => phase switch
    {
        Phase.Loading => Loading,
        Phase.Data => Data,
        Phase.Forward => Forward,
        Phase.Backward => Backward,
        Phase.Balancing => Balancing,
        Phase.Diagnostics => Diagnostics,
        Phase.Clipping => Clipping,
        Phase.Optimizer => Optimizer,
        Phase.Evaluation => Evaluation,
        Phase.Checkpoints => Checkpoints,
        _ => Other,
    };

    /// <summary>Seconds of all phases.</summary>
    public double Sum() => Enum.GetValues<Phase>().Sum(phase => this[phase]);

    /// <summary>What was added since <paramref name="earlier"/>, an earlier reading of the same clock.</summary>
    public PhaseTimes Since(PhaseTimes earlier) => new()
    {
        Synchronized = Synchronized,
        Loading = Loading - earlier.Loading,
        Data = Data - earlier.Data,
        Forward = Forward - earlier.Forward,
        Backward = Backward - earlier.Backward,
        BackwardPerTask = BackwardPerTask?.ToDictionary(t => t.Key, t => t.Value - (earlier.BackwardPerTask?[t.Key] ?? 0)),
        Balancing = Balancing - earlier.Balancing,
        Diagnostics = Diagnostics - earlier.Diagnostics,
        Clipping = Clipping - earlier.Clipping,
        Optimizer = Optimizer - earlier.Optimizer,
        Evaluation = Evaluation - earlier.Evaluation,
        Checkpoints = Checkpoints - earlier.Checkpoints,
        Other = Other - earlier.Other,
    };
}
