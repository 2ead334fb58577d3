namespace MtlTorch.Cli;

/// <summary>What the process says with its exit code.</summary>
public static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Done = 0;

    /// <summary>The run failed; the reason is on standard error and in result.json.</summary>
    public const int Failed = 1;

    /// <summary>The configuration or the command line is wrong; nothing was created.</summary>
    public const int WrongUsage = 2;

    /// <summary>Interrupted by a signal; a checkpoint was written.</summary>
    public const int Interrupted = 130;
}
