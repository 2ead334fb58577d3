using MtlTorch.Experiments.Comparing;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>Refuses members that cannot be put together: what they predict must mean the same, on the same rows.</summary>
public static class Agreement
{
    /// <summary>What may differ in the data: which rows a member was trained with, and where the files lie.</summary>
    private static readonly string[] Free = ["data.fold.index", "data.bootstrap", "data.labelSeed", "data.root"];

    /// <summary>Compares the members.</summary>
    /// <exception cref="InvalidOptionException">Some do not fit; says which, and what differs.</exception>
    public static void Check(IReadOnlyList<Member> members)
    {
        if (members.GroupBy(m => Path.GetFullPath(m.Source)).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidOptionException("RUN", $"{twice.First().Source} is named twice. To give it more weight, say --combine weighted.");
        }

        var first = members[0];
        foreach (var other in members.Skip(1))
        {
            CheckTasks(first, other);
            CheckData(first, other);
        }

        if (members.Select(m => m.Fold > 0).Distinct().Count() > 1)
        {
            throw new InvalidOptionException("RUN", $"{members.First(m => m.Fold > 0).Source} held a fold out, and {members.First(m => m.Fold == 0).Source} none. Name members of one kind.");
        }
    }

    /// <summary>
    /// For each member the voice that it belongs to: members of one experiment that held out different folds are one voice, every other member is a voice of
    /// its own.
    /// </summary>
    /// <exception cref="InvalidOptionException">A fold was held out by no member, so that its rows have no prediction to go by.</exception>
    public static IReadOnlyList<int> Voices(IReadOnlyList<Member> members)
    {
        if (members[0].Fold == 0)
        {
            return [.. Enumerable.Range(0, members.Count)];
        }

        var signatures = members.Select(m => FlatConfig.Signature(FlatConfig.Of(m.Config), key => FlatConfig.Matters(key) && key != "data.fold.index")).ToList();
        var voices = signatures.Distinct().ToList();
        foreach (var voice in voices)
        {
            var own = members.Where((_, i) => signatures[i] == voice).ToList();
            var missing = Enumerable.Range(1, own[0].Config.Data.Fold!.Count).Except(own.Select(m => m.Fold)).ToList();
            if (missing.Count > 0)
            {
                throw new InvalidOptionException("RUN", $"no member like {own[0].Source} held out fold {string.Join(", ", missing)} of {own[0].Config.Data.Fold!.Count}. Name the runs of all folds.");
            }
        }

        return [.. signatures.Select(s => voices.IndexOf(s))];
    }

    private static void CheckTasks(Member first, Member other)
    {
        var (a, b) = (first.Config.Tasks, other.Config.Tasks);
        if (!a.Keys.Order(StringComparer.Ordinal).SequenceEqual(b.Keys.Order(StringComparer.Ordinal)))
        {
            throw Misfit(first, other, "tasks", string.Join('+', a.Keys), string.Join('+', b.Keys), "Members learn the same tasks.");
        }

        foreach (var (name, task) in a)
        {
            if (task.GetType() != b[name].GetType() || TargetOf(name, task) != TargetOf(name, b[name]))
            {
                throw Misfit(first, other, $"tasks.{name}", Told(name, task), Told(name, b[name]), "Members learn the same tasks from the same targets.");
            }
        }
    }

    private static void CheckData(Member first, Member other)
    {
        var (a, b) = (FlatConfig.Of(first.Config), FlatConfig.Of(other.Config));
        var differing = FlatConfig.Differing([a, b], key => FlatConfig.IsIn(key, "data") && !Free.Contains(key) && !FlatConfig.IsIn(key, "data.labeled"));
        if (differing is [var key, ..])
        {
            throw Misfit(first, other, key, a.GetValueOrDefault(key, "not there"), b.GetValueOrDefault(key, "not there"), "Members predict the same rows.");
        }
    }

    private static string Told(string name, TaskOptions task) => $"{task.GetType().Name.Replace("Options", "", StringComparison.Ordinal).ToLowerInvariant()} of {TargetOf(name, task)}";

    private static string TargetOf(string name, TaskOptions task) => (task as SupervisedTaskOptions)?.Target ?? name;

    private static InvalidOptionException Misfit(Member first, Member other, string what, string here, string there, string rule) =>
        new("RUN", $"{first.Source} and {other.Source} do not make one ensemble: {what} is {here} in the one and {there} in the other. {rule}");
}
