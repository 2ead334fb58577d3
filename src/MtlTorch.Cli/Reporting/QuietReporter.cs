namespace MtlTorch.Cli.Reporting;

/// <summary>Shows nothing.</summary>
internal sealed class QuietReporter : RunReporter;
