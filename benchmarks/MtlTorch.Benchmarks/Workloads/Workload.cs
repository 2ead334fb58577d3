using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Running.Calibration;

namespace MtlTorch.Benchmarks.Workloads;

/// <summary>An experiment file of benchmarks/workloads: what is measured is what `mtl train` would run.</summary>
internal static class Workload
{
    /// <summary>Composes a workload; device, threads and replicas are settled for this process as `mtl train` does, "auto" by a trial.</summary>
    /// <param name="name">A name below benchmarks/workloads, or the path of any experiment file.</param>
    /// <param name="overrides">Values as of --set, "path.to.key=value".</param>
    public static ExperimentPlan Compose(string name, IReadOnlyList<string> overrides) =>
        ThreadCalibration.Settle(ExperimentPlan.Compose(File.Exists(name) ? name : PathOf(name), overrides), CancellationToken.None);

    /// <summary>Steps before the measured ones; the twins have the same rule.</summary>
    public static int WarmUp(int steps) => Math.Max(2, steps / 10);

    /// <summary>The values of "--set a=1 --set b=2".</summary>
    /// <exception cref="ArgumentException">There is something else.</exception>
    public static IReadOnlyList<string> Overrides(IReadOnlyList<string> arguments) => arguments.Count % 2 == 0 && arguments.Where((_, i) => i % 2 == 0).All(a => a == "--set")
        ? [.. arguments.Where((_, i) => i % 2 == 1)]
        : throw new ArgumentException($"'{string.Join(' ', arguments)}' is not of the form --set KEY=VALUE ...");

    /// <summary>The workloads lie beside the sources, which are above the program that is built.</summary>
    private static string PathOf(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "benchmarks", "workloads", name + ".json");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new InvalidOptionException("WORKLOAD", $"there is no workload '{name}' in benchmarks/workloads, and no such file.");
    }
}
