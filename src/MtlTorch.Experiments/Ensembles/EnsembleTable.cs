using MtlTorch.Data;
using MtlTorch.Ensembles;
using MtlTorch.Ensembles.Combining;
using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>Figures of members and combinations: first those that choose, on rows that no member was trained with; then those of the test split.</summary>
internal sealed class EnsembleTable(
    ExperimentPlan plan, IReadOnlyList<LearningTask> tasks, IReadOnlyList<Member> members, CombinationFit fit, IReadOnlyList<TaskOutputs> held)
{
    private readonly List<EnsembleRow> rows = [];
    private readonly Dictionary<(CombinationKind Kind, int Task), Combination> fitted = [];
    private readonly Dictionary<(CombinationKind Kind, int Task), IReadOnlyDictionary<string, double>> figures = [];
    private readonly SelectionRule rule = RuleOf(plan, tasks);
    private Scores? trivial;

    /// <summary>Adds a row for each member.</summary>
    public void AddMembers(MemberRows source, Split train)
    {
        trivial = held.Count == 0 ? null : Trivial(train);
        for (var m = 0; m < members.Count; m++)
        {
            Scores? scores = null;
            if (held.Count > 0 && members[m].Fold == 0)
            {
                scores = Of(held, t => t.Members.select(0, m));
            }
            else if (held.Count > 0)
            {
                var own = source.OfHeldOut(m);
                scores = Of(own, t => t.Members.select(0, 0));
                own.ToList().ForEach(t => t.Dispose());
            }

            rows.Add(new EnsembleRow(members[m].Name, EnsembleRowKind.Member, ScoreOf(scores), scores, null));
        }
    }

    /// <summary>Fits all combinations, and adds a row for each; where there is nothing to fit to, the rows stay without figures until the test.</summary>
    public void AddCombinations()
    {
        var canFit = held.Count > 0 && held.All(t => t.Rows > 0);
        foreach (var kind in Enum.GetValues<CombinationKind>().Where(k => canFit || !Combination.IsFitted(k)))
        {
            for (var t = 0; t < held.Count; t++)
            {
                using var scope = torch.NewDisposeScope();
                fitted[(kind, t)] = fit.Fit(kind, held[t]);
                figures[(kind, t)] = EnsembleEvaluation.Figures(held[t], fit.OutOfSample(kind, held[t]));
            }

            var scores = held.Count == 0 ? null : ScoresOf(tasks.ToDictionary(t => t.Name, _ => kind));
            rows.Add(new EnsembleRow(CombinationNames.Of(kind), EnsembleRowKind.Combination, ScoreOf(scores), scores, null));
        }
    }

    /// <summary>The kinds with the highest score, the simplest of equal ones.</summary>
    public IReadOnlyDictionary<string, CombinationKind> Best(CombinationChoice choice)
    {
        var names = tasks.Select(t => t.Name).ToList();
        return Enum.GetValues<CombinationKind>().Select(kind => choice.For(names, kind)).MaxBy(kinds => ScoreOf(ScoresOf(kinds)) is { } score && !double.IsNaN(score) ? score : double.NegativeInfinity)!;
    }

    /// <summary>What was fitted to all rows.</summary>
    public Combination Fitted(CombinationKind kind, int task) => fitted[(kind, task)];

    /// <summary>The figures that choose of some kinds; null where there are none.</summary>
    public Scores? ScoresOf(IReadOnlyDictionary<string, CombinationKind> kinds) =>
        held.Count == 0 ? null : new Scores(tasks.Select((t, i) => (t.Name, Figures: figures[(kinds[t.Name], i)])).ToDictionary(f => f.Name, f => f.Figures));

    /// <summary>The rows with the figures of the test split.</summary>
    public IReadOnlyList<EnsembleRow> WithTest(IReadOnlyList<TaskOutputs> test, IReadOnlyList<int> voices) =>
        test.Count == 0 ? rows : [.. rows.Select((row, i) => row with { Test = i < members.Count ? Of(test, t => t.Members.select(0, i)) : Of(test, t => Combined(row, t, voices)) })];

    private static Scores Of(IReadOnlyList<TaskOutputs> outputs, Func<TaskOutputs, torch.Tensor> prediction)
    {
        using var scope = torch.NewDisposeScope();
        return new Scores(outputs.ToDictionary(t => t.Task.Name, t => EnsembleEvaluation.Figures(t, prediction(t))));
    }

    /// <summary>An epoch's rule may go by a task that cannot be combined; then the mean skill decides.</summary>
    private static SelectionRule RuleOf(ExperimentPlan plan, IReadOnlyList<LearningTask> tasks)
    {
        var select = plan.Config.Trainer.Select;
        return SelectionRule.Parse(select.Contains('.', StringComparison.Ordinal) && !tasks.Any(t => select.StartsWith($"{t.Name}.", StringComparison.Ordinal)) ? "skill" : select, tasks);
    }

    private torch.Tensor Combined(EnsembleRow row, TaskOutputs outputs, IReadOnlyList<int> voices)
    {
        var kind = CombinationNames.Parse("", row.Name);
        var task = tasks.ToList().FindIndex(t => t.Name == outputs.Task.Name);
        return Combination.IsFitted(kind)
            ? fitted[(kind, task)].Of(outputs.AreClasses, EnsemblePredictor.Voices(outputs.AreClasses, outputs.Members, voices))
            : fit.Fit(kind, outputs).Of(outputs.AreClasses, outputs.Members);
    }

    private double? ScoreOf(Scores? scores) => scores is null ? null : rule.Score(scores, trivial!);

    private Scores Trivial(Split train)
    {
        using var scope = torch.NewDisposeScope();
        var all = train.Slice(0, train.Rows);
        return new Scores(held.ToDictionary(t => t.Task.Name, t =>
        {
            var row = t.Task.TrivialPrediction(LabeledRows.TargetsOf(t.Task, all));
            return EnsembleEvaluation.Figures(t, row.expand([t.Rows, .. row.shape.Skip(1)]));
        }));
    }
}
