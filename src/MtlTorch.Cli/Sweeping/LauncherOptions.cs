using System.CommandLine;
using MtlTorch.Cli.Commands;
using MtlTorch.Experiments.Sweeps.Launching.Slurm;

namespace MtlTorch.Cli.Sweeping;

/// <summary>The options of mtl sweep that say who trains.</summary>
internal sealed class LauncherOptions
{
    private static readonly SlurmOptions Standard = new();

    private readonly Option<string?> kind = new("--launcher") { Description = "Who trains: local (worker processes), slurm (jobs of a cluster), or print (writes the cluster's scripts and submits nothing). Default: local, with --resume that of before.", HelpName = "WHO" };
    private readonly Option<string?> partition = new("--partition") { Description = "Slurm: partition of the jobs. Default: the cluster's.", HelpName = "NAME" };
    private readonly Option<string?> time = new("--time") { Description = "Slurm: time limit of a job, 2:00:00. A trial that takes longer goes on in a further job.", HelpName = "TIME" };
    private readonly Option<string?> memory = new("--memory") { Description = "Slurm: main memory of a trial, 4G.", HelpName = "SIZE" };
    private readonly Option<string?> account = new("--account") { Description = "Slurm: account that the time is charged to.", HelpName = "NAME" };
    private readonly Option<string?> qos = new("--qos") { Description = "Slurm: quality of service.", HelpName = "NAME" };
    private readonly Option<int> gpus = CommonOptions.Count("--gpus-per-trial", Standard.GpusPerTrial, 0, 64, "Slurm: GPUs of a trial.");
    private readonly Option<int> cpus = CommonOptions.Count("--cpus-per-trial", Standard.CpusPerTrial, 1, 1024, "Slurm: processors of a trial, which become its threads.");
    private readonly Option<int> parallel = CommonOptions.Count("--max-parallel", Standard.MaxParallel, 1, 100_000, "Slurm: trials that may run at once.");
    private readonly Option<int> signal = CommonOptions.Count("--signal-seconds", Standard.SignalSeconds, 10, 65_535, "Slurm: seconds before the time limit at which a trial writes its checkpoint.");
    private readonly Option<int> poll = CommonOptions.Count("--poll-seconds", (int)Standard.PollSeconds, 1, 3600, "Slurm: seconds between two looks at the queue.");
    private readonly Option<int> again = CommonOptions.Count("--resubmissions", Standard.Resubmissions, 0, 100, "Slurm: how often a trial is submitted again whose job was lost without having got any further.");
    private readonly Option<string[]> extra = new("--sbatch") { Description = "Slurm: a further argument of sbatch, --sbatch=--constraint=a100. May be given several times.", HelpName = "ARG" };

    public LauncherOptions() => kind.AcceptOnlyFromAmong(LauncherChoice.Local, LauncherChoice.Slurm, LauncherChoice.Print);

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [kind, .. OfSlurm];

    private Option[] OfSlurm => [partition, time, gpus, cpus, memory, parallel, account, qos, signal, poll, again, extra];

    /// <summary>What does not go together; null if all does.</summary>
    public string? Problem(System.CommandLine.Parsing.CommandResult result, bool resumes)
    {
        var given = OfSlurm.Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name).ToList();
        return given.Count > 0 && !resumes && result.GetValue(kind) is not (LauncherChoice.Slurm or LauncherChoice.Print)
            ? $"{string.Join(", ", given)} {(given.Count == 1 ? "goes" : "go")} with --launcher slurm or print."
            : null;
    }

    /// <summary>What is made of a choice by what was typed; what was not typed stays.</summary>
    public Func<LauncherChoice, LauncherChoice> Read(ParseResult parsed) => before => new LauncherChoice
    {
        Kind = parsed.GetValue(kind) ?? before.Kind,
        Cluster = before.Cluster with
        {
            Partition = parsed.GetValue(partition) ?? before.Cluster.Partition,
            Time = parsed.GetValue(time) ?? before.Cluster.Time,
            Memory = parsed.GetValue(memory) ?? before.Cluster.Memory,
            Account = parsed.GetValue(account) ?? before.Cluster.Account,
            Qos = parsed.GetValue(qos) ?? before.Cluster.Qos,
            GpusPerTrial = Typed(parsed, gpus, before.Cluster.GpusPerTrial),
            CpusPerTrial = Typed(parsed, cpus, before.Cluster.CpusPerTrial),
            MaxParallel = Typed(parsed, parallel, before.Cluster.MaxParallel),
            SignalSeconds = Typed(parsed, signal, before.Cluster.SignalSeconds),
            PollSeconds = Typed(parsed, poll, (int)before.Cluster.PollSeconds),
            Resubmissions = Typed(parsed, again, before.Cluster.Resubmissions),
            Extra = parsed.GetValue(extra) is { Length: > 0 } typed ? typed : before.Cluster.Extra,
        },
    };

    private static int Typed(ParseResult parsed, Option<int> option, int before) => parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : before;
}
