namespace MtlTorch.Experiments.Configs;

/// <summary>Where a part of a configuration was written.</summary>
/// <param name="Source">Path of the file, or the command line option.</param>
/// <param name="Line">Line in the file, from 1; 0 for the command line.</param>
/// <param name="Column">Character in the line, from 1; for the command line the number of the option.</param>
public sealed record Origin(string Source, int Line, int Column)
{
    /// <summary>The place of an override on the command line.</summary>
    /// <param name="option">The option as it was typed.</param>
    /// <param name="index">Which of the overrides it is, from 0.</param>
    public static Origin CommandLine(string option, int index) => new(option, 0, index);

    /// <summary>"FILE:LINE:COLUMN", or the option as it was typed.</summary>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
