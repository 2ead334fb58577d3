namespace MtlTorch;

/// <summary>An option does not fit the others or the data: something to tell the user, not a fault of the program.</summary>
/// <param name="option">The option as configurations spell it, relative to the component, for example "blocks[1].kernel"; empty for the component as a whole.</param>
/// <param name="problem">What was found, what is allowed and what to do.</param>
public sealed class InvalidOptionException(string option, string problem)
    : Exception(option.Length == 0 ? problem : $"{option}: {problem}")
{
    /// <summary>The option, relative to the component.</summary>
    public string Option { get; } = option;

    /// <summary>What was found, what is allowed and what to do.</summary>
    public string Problem { get; } = problem;
}
