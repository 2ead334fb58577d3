using MtlTorch.Data;
using MtlTorch.Experiments.Configs;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Running;

/// <summary>An experiment that is composed and checked: what is left to do is to run it.</summary>
/// <param name="Config">The whole configuration, defaults filled in.</param>
/// <param name="Data">The data set, its files found.</param>
/// <param name="Tasks">The tasks, matched with the data set's targets.</param>
public sealed record ExperimentPlan(ExperimentConfig Config, IDataSet Data, IReadOnlyList<LearningTask> Tasks)
{
    /// <summary>Environment variable that overrides the root of all data sets.</summary>
    public const string DataVariable = "MTL_DATA";

    /// <summary>Composes an experiment; no row is read and nothing is written.</summary>
    /// <param name="path">The experiment's file.</param>
    /// <param name="overrides">Values set on the command line, "path.to.key=value".</param>
    /// <exception cref="ConfigException">Something is wrong; all errors are named at once.</exception>
    public static ExperimentPlan Compose(string path, params IReadOnlyList<string> overrides)
    {
        var tree = ConfigTree.Read(path, overrides);
        var checks = new PlanChecks(tree);
        var data = checks.OpenData();
        var tasks = checks.BuildTasks(data);
        checks.CheckTrunk(data);
        checks.CheckBalancing();
        checks.CheckOptimizer();
        checks.CheckTrainer(data, tasks);
        return new ExperimentPlan(tree.ToConfig() with { Data = checks.DataOptions! }, data!, tasks);
    }
}
