namespace MtlTorch.Experiments.Configs;

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Origin">Where it was written.</param>
/// <param name="Path">Which value it is, for example "$.tasks.left.weight".</param>
/// <param name="Message">What is wrong, what was found, what is allowed, what to do.</param>
public sealed record ConfigError(Origin Origin, string Path, string Message)
{
    /// <summary>"FILE:LINE:COLUMN $.PATH: MESSAGE".</summary>
    public override string ToString() => $"{Origin} {Path}: {Message}";
}
