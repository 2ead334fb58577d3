using MtlTorch.Balancing.Weighting;
using MtlTorch.Experiments.Running;
using MtlTorch.Regularizers;

namespace MtlTorch.Experiments.Studies;

/// <summary>One run of a study.</summary>
/// <param name="Name">Name of its folder within the study: "multi-task-s1", "single-task-left-s1".</param>
/// <param name="Plan">The run, composed and checked.</param>
public sealed record StudyPoint(string Name, ExperimentPlan Plan)
{
    /// <summary>What a pool trains.</summary>
    public RunRequest Request => new(Name, Plan.Config);

    /// <summary>The runs of a study in the order of their training: for each seed the experiment itself, then one model per task that has metrics.</summary>
    /// <param name="plan">The experiment; its device and threads are settled.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="singleTask">Whether to train a model per task besides.</param>
    /// <exception cref="InvalidOptionException">The experiment has one task, so there is nothing to train besides.</exception>
    public static IReadOnlyList<StudyPoint> Compose(ExperimentPlan plan, IReadOnlyList<long> seeds, bool singleTask)
    {
        var judged = plan.Tasks.Where(t => t.MainMetric is not null).ToList();
        if (singleTask && plan.Tasks.Count == 1)
        {
            throw new InvalidOptionException("--baselines", $"the experiment has the task '{plan.Tasks[0].Name}' alone, so it is its own single-task model. Leave the option out.");
        }

        var models = singleTask ? judged.Select(t => (Name: $"single-task-{t.Name}", Plan: Single(plan, t.Name))) : [];
        var all = models.Prepend((Name: plan.Tasks.Count == 1 ? $"single-task-{plan.Tasks[0].Name}" : "multi-task", Plan: plan)).ToList();
        return [.. seeds.SelectMany(seed => all.Select(m => new StudyPoint($"{m.Name}-s{seed}", m.Plan.WithSeed(seed))))];
    }

    /// <summary>
    /// The same experiment with one task. A single loss needs no balancing and no weight; a weight would only change the learning
    /// rate. Regularizers stay as far as they concern the task. What chose the best epoch by another task's metric chooses by this task's main one.
    /// </summary>
    private static ExperimentPlan Single(ExperimentPlan plan, string name)
    {
        var config = plan.Config;
        var options = config.Tasks[name] with { Weight = 1 };
        var select = config.Trainer.Select;
        var single = config with
        {
            Name = $"{config.Name}-single-task-{name}",
            Tasks = new Dictionary<string, Tasks.TaskOptions> { [name] = options },
            Balancing = new EqualOptions(),
            Regularization = [.. config.Regularization.Select(r => r.ForTask(name)).OfType<RegularizerOptions>()],
            Trainer = config.Trainer with { Select = select.Contains('.', StringComparison.Ordinal) && !select.StartsWith($"{name}.", StringComparison.Ordinal) ? "skill" : select },
        };
        return new ExperimentPlan(single, plan.Data, [options.Build(name, plan.Data.Description.Targets)]) { Stages = plan.Stages };
    }
}
