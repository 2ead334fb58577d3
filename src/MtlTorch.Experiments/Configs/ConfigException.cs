namespace MtlTorch.Experiments.Configs;

/// <summary>A configuration cannot be used. All that is wrong with it is in <see cref="Errors"/>.</summary>
/// <param name="errors">The errors, at least one.</param>
public sealed class ConfigException(IReadOnlyList<ConfigError> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>The errors, in the order of the file.</summary>
    public IReadOnlyList<ConfigError> Errors { get; } = errors;
}
