using System.Diagnostics;
using MtlTorch.Data;
using MtlTorch.Ensembles;
using MtlTorch.Ensembles.Combining;
using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>Puts members together: fits all combinations to rows that no member was trained with, chooses one by them, and writes the ensemble's folder. The test split only reports.</summary>
public sealed class EnsembleBuilder : IDisposable
{
    private readonly ExperimentPlan plan;
    private readonly IReadOnlyList<Member> members;
    private readonly IReadOnlyList<int> voices;
    private readonly List<MultiTaskModel> models = [];
    private readonly IReadOnlyList<LearningTask> tasks;
    private readonly EnsembleEvaluation evaluation;
    private readonly CombinationFit fit;
    private readonly MemberRows rows;
    private readonly Stopwatch watch = Stopwatch.StartNew();

    /// <summary>Loads the members.</summary>
    /// <param name="plan">The experiment of the ensemble, see <see cref="PlanOf"/>, settled.</param>
    /// <param name="members">The members.</param>
    /// <param name="greedy">How the greedy combination selects.</param>
    /// <exception cref="InvalidOptionException">The members do not fit each other, or none of their tasks can be combined.</exception>
    public EnsembleBuilder(ExperimentPlan plan, IReadOnlyList<Member> members, GreedyOptions greedy)
    {
        Agreement.Check(members);
        voices = Agreement.Voices(members);
        (this.plan, this.members, fit) = (plan, members, new CombinationFit(greedy));
        evaluation = new EnsembleEvaluation(plan.Config.Trainer.EvaluationBatchSize);
        tasks = [.. plan.Tasks.Where(EnsemblePredictor.CanCombine)];
        if (tasks.Count == 0)
        {
            throw new InvalidOptionException("RUN", $"none of the tasks {string.Join(", ", plan.Tasks.Select(t => t.Name))} can be combined; classifications and regressions can.");
        }

        try
        {
            models.AddRange(members.Select(m => EnsembleModel.Load(plan, m.Config, m.Checkpoint)));
        }
        catch
        {
            Dispose();
            throw;
        }

        rows = new MemberRows(plan, members, voices, models);
    }

    /// <summary>Names of the tasks that are combined.</summary>
    public IReadOnlyList<string> Tasks => [.. tasks.Select(t => t.Name)];

    /// <summary>The experiment of an ensemble: that of its first member, on all the data that its members had a part of.</summary>
    /// <param name="first">The first member.</param>
    /// <param name="device">Where to compute; null for where it was trained.</param>
    public static ExperimentPlan PlanOf(Member first, string? device)
    {
        List<string> changes = ["data.bootstrap=null", .. first.Config.Data.Fold is null ? Array.Empty<string>() : ["data.fold.index=0"]];
        var run = first.Source == first.Checkpoint ? Path.GetDirectoryName(Path.GetDirectoryName(first.Source))! : first.Source;
        return ExperimentPlan.Compose(RunFolder.Open(run).Resolved, [.. changes, .. device is null ? Array.Empty<string>() : [$"device={device}"]]).Settled();
    }

    /// <summary>Refuses a choice that the members' tasks and rows cannot serve, before there are members.</summary>
    /// <param name="tasks">The experiment's tasks.</param>
    /// <param name="choice">Which combination is asked for.</param>
    /// <param name="hasHeldOut">Whether there are rows that no member is trained with.</param>
    /// <exception cref="InvalidOptionException">There is a task that is not known, or nothing to fit or to choose by.</exception>
    public static void CheckChoice(IReadOnlyList<LearningTask> tasks, CombinationChoice choice, bool hasHeldOut)
    {
        IReadOnlyList<string> names = [.. tasks.Where(EnsemblePredictor.CanCombine).Select(t => t.Name)];
        choice.Check(names);
        if (!hasHeldOut && NeedsRows(names, choice))
        {
            throw NoRows(null);
        }
    }

    /// <summary>Builds the ensemble into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="choice">Which combination is asked for.</param>
    /// <returns>What was written.</returns>
    public (EnsembleRecord Record, RunResult Result) Build(MadeFolder folder, CombinationChoice choice)
    {
        choice.Check(Tasks);
        var held = rows.OfVoices();
        using var train = plan.Load(SplitName.Train)!;
        var (kinds, combinations, table) = Choose(held, train, choice);

        // Not disposed of: the models are disposed of with this object.
        var ensemble = new EnsemblePredictor(models, voices, combinations);
        var test = plan.Load(SplitName.Test);
        var testRows = rows.OfMembers(SplitName.Test);
        var record = new EnsembleRecord
        {
            Members = [.. members.Select((m, i) => new MemberRecord(m.Name, m.Source, voices[i], m.Config.Seed, m.Epochs, m.Fold > 0 ? m.Fold : null))],
            Tasks = combinations.ToDictionary(c => c.Key, c => CombinationRecord.Of(c.Value)),
            ChosenByValidation = choice.Settled(Tasks) is null,
            Rows = table.WithTest(testRows, voices),
            Diversity = BySplit(held, testRows, DiversityFigures.Of),
            Uncertainty = BySplit(held, testRows, DiversityFigures.Uncertainty),
        };
        var result = Result(ensemble, train, test, table.ScoresOf(kinds));
        Write(folder, record, ensemble);
        folder.Complete(plan, result with { Seconds = watch.Elapsed.TotalSeconds });
        test?.Dispose();
        held.Concat(testRows).ToList().ForEach(t => t.Dispose());
        return (record, result);
    }

    /// <summary>Disposes of the members.</summary>
    public void Dispose() => models.ForEach(m => m.Dispose());

    private static bool NeedsRows(IReadOnlyList<string> names, CombinationChoice choice) => choice.Settled(names) is not { } asked || asked.Values.Any(Combination.IsFitted);

    private static InvalidOptionException NoRows(LearningTask? bare) => new(
        "--combine", $"{(bare is null ? "the data set has no validation split" : $"no validation row has a label of the task '{bare.Name}'")} to fit or to choose by. Say --combine mean, mean-logits or vote.");

    private (IReadOnlyDictionary<string, CombinationKind> Kinds, IReadOnlyDictionary<string, Combination> Combinations, EnsembleTable Table) Choose(
        IReadOnlyList<TaskOutputs> held, Split train, CombinationChoice choice)
    {
        var asked = choice.Settled(Tasks);
        if ((held.Count == 0 || held.Any(t => t.Rows == 0)) && NeedsRows(Tasks, choice))
        {
            throw NoRows(held.FirstOrDefault(t => t.Rows == 0)?.Task);
        }

        var table = new EnsembleTable(plan, tasks, members, fit, held);
        table.AddMembers(rows, train);
        table.AddCombinations();
        var kinds = asked ?? table.Best(choice);
        var combinations = tasks.Select((t, i) => (t.Name, Combination: held.Count == 0 || !Combination.IsFitted(kinds[t.Name]) ? Plain(kinds[t.Name]) : table.Fitted(kinds[t.Name], i)));
        return (kinds, combinations.ToDictionary(c => c.Name, c => c.Combination), table);
    }

    /// <summary>A combination of all members that needs no rows.</summary>
    private Combination Plain(CombinationKind kind) => kind switch
    {
        CombinationKind.MeanLogits => new LogarithmicPool(),
        CombinationKind.Vote => new Vote(),
        _ => LinearPool.Uniform(members.Count),
    };

    private RunResult Result(EnsemblePredictor ensemble, Split train, Split? test, Scores? held) => new()
    {
        Status = RunStatus.Completed,
        Epochs = members.Max(m => m.Epochs),
        Seconds = 0,
        Validation = held,
        Test = test is null ? null : evaluation.Evaluate(ensemble, test),
        Baseline = test is null ? null : evaluation.EvaluateTrivial(ensemble, train, test),
        Parameters = ensemble.Members.Sum(m => m.parameters().Sum(p => p.numel())),
    };

    private void Write(MadeFolder folder, EnsembleRecord record, EnsemblePredictor ensemble)
    {
        try
        {
            for (var i = 0; i < members.Count; i++)
            {
                EnsembleModel.Write(EnsembleRecord.MemberIn(folder.Path, i), members[i], ensemble.Members[i]);
            }

            record.Write(folder.Path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidOptionException("--run-dir", $"the folder '{folder.Path}' cannot be written: {e.Message}");
        }
    }

    /// <summary>By split and task. The rows of a cross-validation have one prediction each, so that nothing can be said of how members differ there.</summary>
    private Dictionary<string, IReadOnlyDictionary<string, T>> BySplit<T>(IReadOnlyList<TaskOutputs> held, IReadOnlyList<TaskOutputs> test, Func<TaskOutputs, T> measure)
    {
        var splits = new[] { ("validation", members[0].Fold > 0 ? [] : held), ("test", test) };
        return splits.Where(s => s.Item2.Count > 0).ToDictionary(
            s => s.Item1, s => (IReadOnlyDictionary<string, T>)s.Item2.Where(t => t.Rows > 0).ToDictionary(t => t.Task.Name, measure));
    }
}
