using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Configs;

/// <summary>Every experiment file in the repository; a base.json is only part of one.</summary>
public sealed class CommittedConfigTests
{
    private static IEnumerable<string> Files() => new[] { Repository.File("configs"), Repository.File("benchmarks", "workloads") }
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
        .Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal) && Path.GetFileName(path) != "base.json" && !path.Contains($"{Path.DirectorySeparatorChar}sweeps{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(path => Path.GetRelativePath(Repository.Root, path))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Sweeps() => Directory.EnumerateFiles(Repository.File("configs", "sweeps"), "*.json")
        .Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal))
        .Select(path => Path.GetRelativePath(Repository.Root, path))
        .Order(StringComparer.Ordinal);

    [Test]
    public void ThereAreSome() => Assert.That(Files().Count(), Is.GreaterThanOrEqualTo(2));

    [TestCaseSource(nameof(Files))]
    public void EachIsSound(string file) => Assert.That(Problems(file), Is.Empty);

    [TestCaseSource(nameof(Files))]
    public void EachNamesTheSchemaSoThatEditorsHelp(string file)
    {
        var path = Repository.File(file);
        var schema = Path.GetRelativePath(Path.GetDirectoryName(path)!, Repository.File("configs", "experiment.schema.json"));

        Assert.That(File.ReadAllText(path), Does.Contain($"\"$schema\": \"{schema.Replace('\\', '/')}\""));
    }

    [TestCaseSource(nameof(Sweeps))]
    public void EachSweepIsSound(string file)
    {
        Assert.That(() => SweepPlan.Compose(Repository.File(file), []), Throws.Nothing);
        Assert.That(File.ReadAllText(Repository.File(file)), Does.Contain("\"$schema\": \"sweep.schema.json\""));
    }

    /// <summary>What is wrong with a file, besides data that is not here.</summary>
    private static IReadOnlyList<ConfigError> Problems(string file)
    {
        try
        {
            ExperimentPlan.Compose(Repository.File(file));
            return [];
        }
        catch (ConfigException e)
        {
            return [.. e.Errors.Where(error => !error.Path.EndsWith(".data.root", StringComparison.Ordinal))];
        }
    }
}
