using MtlTorch.Experiments.Sweeps.Launching;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Launching.Slurm;

/// <summary>Folders of trials, into which a test writes what their jobs would.</summary>
internal sealed class SomeTrials(TemporaryFolder root)
{
    public string Sweep => root["sweep"];

    /// <summary>Makes the folders of a trial.</summary>
    public TrialJob Make(int number, int seeds = 1)
    {
        var runs = Enumerable.Range(1, seeds).Select(seed => root["sweep", "trials", $"{number:0000}", $"seed-{seed}"]).ToList();
        foreach (var run in runs)
        {
            root.Write(Path.Combine(run, "resolved.json"), "{}");
        }

        return new TrialJob(number, Path.GetDirectoryName(runs[0])!, runs);
    }

    public IReadOnlyList<TrialJob> Make(Range numbers) => [.. Enumerable.Range(numbers.Start.Value, numbers.End.Value - numbers.Start.Value).Select(n => Make(n))];

    public void Epoch(TrialJob job, int epoch, int run = 0) => File.AppendAllText(
        Path.Combine(job.Runs[run], "metrics.jsonl"),
        $$$"""
        {"epoch":{{{epoch}}},"split":"train","tasks":{"a":{"loss":1}},"seconds":2}
        {"epoch":{{{epoch}}},"split":"validation","tasks":{"a":{"loss":1}},"score":1,"best":true,"seconds":0.5}

        """);

    public void Checkpoint(TrialJob job, long step) =>
        root.Write(Path.Combine(job.Runs[0], "checkpoints", "last", "state.json"), $"{{\n  \"progress\": {{\n    \"step\": {step},\n  }}\n}}\n");

    public void Result(TrialJob job, string status, string? error = null) => job.Runs.ToList().ForEach(run => root.Write(
        Path.Combine(run, "result.json"), $"{{\"status\": \"{status}\", \"epochs\": 1, \"seconds\": 1, \"error\": {(error is null ? "null" : $"\"{error}\"")}}}"));
}
