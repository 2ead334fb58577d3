namespace MtlTorch.Experiments.Configs;

/// <summary>The names that the keys of a dictionary may have.</summary>
/// <param name="pattern">Regular expression.</param>
/// <param name="allowed">The same for people.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyPatternAttribute(string pattern, string allowed) : Attribute
{
    /// <summary>Regular expression.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>The same for people.</summary>
    public string Allowed { get; } = allowed;
}
