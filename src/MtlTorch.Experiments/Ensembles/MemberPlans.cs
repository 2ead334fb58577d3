using System.Globalization;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>In what the members that are trained for an ensemble differ.</summary>
public enum MemberSource
{
    /// <summary>In their seeds.</summary>
    Seeds,

    /// <summary>In the fold of a cross-validation that they hold out.</summary>
    Folds,

    /// <summary>In the bootstrap sample of the training rows that they learn from.</summary>
    Bagging,

    /// <summary>In the moment of one training that they are taken from.</summary>
    Snapshots,
}

/// <summary>Makes the runs whose models are to be members.</summary>
public static class MemberPlans
{
    /// <summary>Composes the runs of one experiment file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Values set on the command line.</param>
    /// <param name="source">In what the members differ.</param>
    /// <param name="count">Number of members; null for the usual one: the configuration's folds or snapshots, else 5.</param>
    /// <exception cref="InvalidOptionException">The number does not fit.</exception>
    public static IReadOnlyList<StudyPoint> Compose(string path, IReadOnlyList<string> overrides, MemberSource source, int? count)
    {
        ExperimentPlan With(params IEnumerable<string> more) => ExperimentPlan.Compose(path, [.. overrides, .. more]).Settled();
        var plan = With();
        var name = plan.Config.Name;
        var number = count ?? (source == MemberSource.Folds ? plan.Config.Data.Fold?.Count : null) ?? 5;
        var each = Enumerable.Range(1, number).Select(k => k.ToString(CultureInfo.InvariantCulture));
        return source switch
        {
            MemberSource.Seeds => [.. Enumerable.Range(0, number).Select(k => new StudyPoint($"{name}-s{plan.Config.Seed + k}", plan.WithSeed(plan.Config.Seed + k)))],
            MemberSource.Folds when number < 2 => throw new InvalidOptionException("--members", "a cross-validation needs at least 2 folds."),
            MemberSource.Folds => [.. each.Select(k => new StudyPoint($"{name}-fold{k}", With($"data.fold.count={number}", $"data.fold.index={k}")))],
            MemberSource.Bagging => [.. each.Select(k => new StudyPoint($"{name}-bag{k}", With($"data.bootstrap={k}")))],
            _ => [new StudyPoint($"{name}-snapshots", With(Cycles(plan, count)))],
        };
    }

    /// <summary>What makes an experiment keep snapshots at the ends of cycles of its learning rate, unless it keeps some already.</summary>
    private static IEnumerable<string> Cycles(ExperimentPlan plan, int? count)
    {
        if (plan.Config.Trainer.SnapshotEvery is { } every && count is null)
        {
            return [];
        }

        var (epochs, cycles) = (plan.Config.Trainer.Epochs, count ?? 5);
        if (epochs % cycles != 0)
        {
            throw new InvalidOptionException("--members", $"{epochs} epochs cannot be cut into {cycles} cycles of the same length. Say --set trainer.epochs={(epochs / cycles + 1) * cycles}, or another number of members.");
        }

        return [$"schedule.kind=cosine-restarts", $"schedule.period={epochs / cycles}", $"trainer.snapshotEvery={epochs / cycles}", "trainer.patience=null"];
    }
}
