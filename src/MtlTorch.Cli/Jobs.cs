using MtlTorch.Cli.Commands;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;

namespace MtlTorch.Cli;

/// <summary>Trains runs of a study: one at a time in this process, several in processes of their own, which are this program again.</summary>
internal static class Jobs
{
    /// <summary>As many runs as the processors have room for; on a GPU one.</summary>
    /// <param name="config">The configuration of a run; device and threads are settled.</param>
    /// <param name="runs">Number of runs.</param>
    public static int Default(ExperimentConfig config, int runs) =>
        config.Device == "cpu" ? Math.Clamp(Environment.ProcessorCount / (config.Threads ?? 1), 1, runs) : 1;

    /// <summary>What trains one run.</summary>
    /// <param name="terminal">Is only asked for by runs in this process, which say nothing.</param>
    /// <param name="jobs">How many are trained at once.</param>
    /// <param name="interruption">Asks to stop.</param>
    public static Func<RunRequest, RunFolder, bool, RunResult> Trainer(Terminal terminal, int jobs, Interruption interruption)
    {
        if (jobs > 1)
        {
            var process = new RunProcess([.. Program(), JobCommand.Name], interruption.Token);
            return (run, folder, _) => process.Train(run, folder);
        }

        return (_, folder, resumes) => TrainCommand.Train(terminal, Resumption.Compose(folder, []), folder, interruption, resumes, quiet: true, tellsErrors: false);
    }

    /// <summary>How to start this program: its own executable, or dotnet with its assembly. Where another program uses it, such as a test host, it lies beside that.</summary>
    internal static string[] Program()
    {
        var executable = Environment.ProcessPath;
        var assembly = typeof(Jobs).Assembly.Location;
        return Path.GetFileNameWithoutExtension(executable) switch
        {
            _ when assembly.Length == 0 => [executable!],
            "mtl" => [executable!],
            "dotnet" => [executable!, assembly],
            _ => ["dotnet", assembly],
        };
    }
}
