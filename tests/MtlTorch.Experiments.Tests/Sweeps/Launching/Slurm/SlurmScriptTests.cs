using System.Diagnostics;
using MtlTorch.Experiments.Sweeps.Launching.Slurm;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Launching.Slurm;

[Platform(Exclude = "Win", Reason = "The scripts are bash's.")]
public sealed class SlurmScriptTests : FolderTests
{
    private static readonly SlurmOptions Everything = new()
    {
        Partition = "gpu",
        GpusPerTrial = 1,
        CpusPerTrial = 4,
        Memory = "8G",
        Time = "2:00:00",
        Account = "my lab",
        Qos = "low",
        Extra = ["--constraint=a100&nvlink", "--exclusive"],
    };

    [Test]
    public void TheScriptIsWhatItWas() =>
        Approved.Text("sweeps/job", SlurmScript.Text(new SlurmPlace("/data/it's a \"sweep\" #1, 100%", "/home/me", ["dotnet", "/opt/mtl torch/mtl.dll"]), Everything, "/data/it's a \"sweep\" #1, 100%/slurm/001", tasks: 12, atOnce: 8));

    [TestCase(0, false, false, 0, false)]
    [TestCase(1, false, false, 1, false)]
    [TestCase(130, false, false, 130, false)]
    [TestCase(1, true, false, 1, false)]
    [TestCase(130, true, false, 0, true)]
    [TestCase(143, true, false, 0, true)]
    [TestCase(130, true, true, 0, false)]
    [TestCase(0, true, false, 0, false)]
    public void WhatFollowsFromTheEndOfATrial(int code, bool isTold, bool isEnded, int exit, bool requeued) =>
        Assert.That(RunScript(code, isTold, isEnded, isStopped: false, state: "RUNNING"), Is.EqualTo((exit, requeued)));

    [TestCase("COMPLETING")]
    [TestCase("PENDING")]
    public void AJobThatIsCancelledOrRequeuedBySlurmItselfIsLeftAlone(string state) =>
        Assert.That(RunScript(130, isTold: true, isEnded: false, isStopped: false, state), Is.EqualTo((130, false)));

    [Test]
    public void ATrialOfASweepThatWasStoppedIsNotPutBack() =>
        Assert.That(RunScript(130, isTold: true, isEnded: false, isStopped: true, state: "RUNNING"), Is.EqualTo((130, false)));

    [Test]
    public void ATrialThatGetsNowhereIsPutBackAFewTimesAlone()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.That(RunScript(130, isTold: true, isEnded: false, isStopped: false, state: "RUNNING", gains: false), Is.EqualTo((0, true)));
        }

        Assert.That(RunScript(130, isTold: true, isEnded: false, isStopped: false, state: "RUNNING", gains: false), Is.EqualTo((1, false)));
    }

    /// <summary>Runs the script with programs in the place of mtl, squeue and scontrol.</summary>
    private (int Exit, bool Requeued) RunScript(int code, bool isTold, bool isEnded, bool isStopped, string state, bool gains = true)
    {
        var trial = Folder["a trial"];
        var run = Path.Combine(trial, "seed-1");
        var batch = Folder["it's $HOME", "001"];
        Folder.Write($"{batch}/tasks.txt", $"1\t{trial}/other\t{trial}/other/seed-1\n7\t{trial}\t{run}\n");
        Folder.Write($"{run}/checkpoints/last/state.json", "  \"step\": 3,\n");
        File.Delete(Folder["requeued"]);
        Toggle(Path.Combine(trial, "ended"), isEnded);
        Toggle(Path.Combine(batch, "stopped"), isStopped);

        // The trial waits to be told, twice as Slurm does, trains on, and ends.
        var mtl = Program("mtl", $$"""
            [ "$2" = '{{run}}' ] || exit 99
            trap 'told=1' TERM
            {{(isTold ? "kill -USR1 $JOB; kill -TERM $JOB; while [ -z \"${told:-}\" ]; do sleep 0.02; done" : "")}}
            {{(gains ? $"echo '  \"step\": '$(date +%s%N), >'{run}/checkpoints/last/state.json'" : "")}}
            exit {{code}}
            """);
        Program("squeue", $"echo {state}");
        Program("scontrol", $"echo \"$@\" >'{Folder["requeued"]}'");
        var script = Folder.Write("job.sh", SlurmScript.Text(new SlurmPlace(Folder["sweep"], Folder.Path, [mtl]), new SlurmOptions(), batch, tasks: 2, atOnce: 1));
        var start = new ProcessStartInfo("bash", [script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        (start.Environment["SLURM_ARRAY_JOB_ID"], start.Environment["SLURM_ARRAY_TASK_ID"]) = ("17", "2");
        start.ArgumentList.Insert(0, "-c");
        start.ArgumentList.Insert(1, "export JOB=$$; exec bash \"$0\"");
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(said.Result, Does.StartWith("trial 7, job 17_2"), error);
        var isRequeued = File.Exists(Folder["requeued"]);
        Assert.That(isRequeued ? File.ReadAllText(Folder["requeued"]) : "requeue 17_2\n", Is.EqualTo("requeue 17_2\n"));
        return (process.ExitCode, isRequeued);
    }

    private string Program(string name, string text)
    {
        var path = Folder.Write($"bin/{name}", $"#!/bin/bash\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }

        return path;
    }

    private static void Toggle(string file, bool isThere)
    {
        if (isThere)
        {
            File.WriteAllText(file, "");
        }
        else
        {
            File.Delete(file);
        }
    }
}
