using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Tests;

public sealed class RunLinesTests
{
    private static readonly RunOverview Overview = new("small", "run", "cpu", 1, 2, 64, 32, 100, [("shape", "accuracy")]);

    [Test]
    public void AWarningIsALineBeforeTheTraining()
    {
        Assert.That(RunLines.Start(Overview).Count(), Is.EqualTo(2));
        Assert.That(RunLines.Start(Overview with { Warning = "it will not fit." }).Last(), Is.EqualTo("warning: it will not fit."));
    }
}
