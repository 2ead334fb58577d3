using MtlTorch.Experiments.Sweeps.Launching.Slurm;

namespace MtlTorch.Experiments.Tests.Sweeps.Launching.Slurm;

public sealed class SlurmOptionsTests
{
    private static readonly object[] Wrong =
    [
        new object[] { new SlurmOptions { CpusPerTrial = 0 }, "cpusPerTrial: found 0; give a number from 1 to 1024." },
        new object[] { new SlurmOptions { GpusPerTrial = -1 }, "gpusPerTrial: found -1; give a number from 0 to 64." },
        new object[] { new SlurmOptions { PollSeconds = 0.5 }, "pollSeconds: found 0.5; give a number from 1 to 3600." },
        new object[] { new SlurmOptions { Time = "2h" }, "time: found '2h'; give minutes (90), hours:minutes:seconds (1:30:00) or days-hours:minutes:seconds (1-12:00:00)." },
        new object[] { new SlurmOptions { Time = "1", SignalSeconds = 60 }, "signalSeconds: 60 seconds before a time limit of 1 there is no time left to train. Give a longer time, or fewer seconds." },
        new object[] { new SlurmOptions { Memory = "4 GB" }, "memory: found '4 GB'; give a whole number and its unit K, M, G or T, such as 4G." },
        new object[] { new SlurmOptions { Partition = "" }, "partition: found an empty text, or one with control characters; leave it out, or give what sbatch knows." },
        new object[] { new SlurmOptions { Extra = ["a100"] }, "extra: found 'a100'; give whole arguments of sbatch, value included, such as --constraint=a100." },
        new object[] { new SlurmOptions { Extra = ["--output=x"] }, "extra: found '--output=x', which the launcher itself sets. Leave it out; where there is an option of its own, use that." },
        new object[] { new SlurmOptions { Extra = ["--x\nrm -rf"] }, "extra: found an empty text, or one with control characters; leave it out, or give what sbatch knows." },
    ];

    [TestCaseSource(nameof(Wrong))]
    public void AWrongValueIsExplained(SlurmOptions options, string error) =>
        Assert.That(() => options.Check(), Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(error));

    [TestCase("30")]
    [TestCase("2:00:00")]
    [TestCase("1-12")]
    [TestCase("1-12:00:00")]
    [TestCase("10:00")]
    public void EveryFormOfTimeIsTaken(string time) => Assert.DoesNotThrow(() => new SlurmOptions { Time = time, Memory = "500M", Extra = ["--constraint=a100", "--exclusive", "-x node7"] }.Check());
}
