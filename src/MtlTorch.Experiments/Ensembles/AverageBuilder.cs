using System.Diagnostics;
using System.Text.Json;
using MtlTorch.Data;
using MtlTorch.Ensembles.Averaging;
using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>How weights of several models become those of one.</summary>
public enum AverageKind
{
    /// <summary>Equal weights of all members (a uniform soup).</summary>
    Uniform,

    /// <summary>Equal weights of the members that do not make the validation worse (a greedy soup).</summary>
    Greedy,

    /// <summary>Equal weights of the snapshots of one run (stochastic weight averaging).</summary>
    Swa,

    /// <summary>Exponential moving average over the snapshots of one run.</summary>
    Ema,
}

/// <summary>What an average was made of: the content of average.json.</summary>
/// <param name="Kind">How.</param>
/// <param name="Members">Where the members came from.</param>
/// <param name="Weights">A weight for each; 0 for one that was left out.</param>
/// <param name="MemberScores">Score of each on validation; null without a validation split.</param>
/// <param name="Score">Score of the average; null without a validation split.</param>
/// <param name="Normalizations">Layers whose statistics were measured anew.</param>
public sealed record AverageRecord(AverageKind Kind, IReadOnlyList<string> Members, IReadOnlyList<double> Weights, IReadOnlyList<double>? MemberScores, double? Score, int Normalizations)
{
    /// <summary>The file in the folder of an average.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "average.json");

    /// <summary>Reads the record; null where the folder has none.</summary>
    public static AverageRecord? Read(string folder) =>
        File.Exists(FileIn(folder)) ? JsonSerializer.Deserialize<AverageRecord>(File.ReadAllText(FileIn(folder)), RunJson.Indented) : null;

    /// <summary>Whether the average is worse than all of its members on validation: their weights do not lie in one valley of the loss.</summary>
    public bool Collapsed => MemberScores is { } members && Score is { } score && !(score >= members.Min());
}

/// <summary>Averages the weights of members into one model and writes its run folder. The test split only reports.</summary>
/// <param name="plan">The experiment, see <see cref="EnsembleBuilder.PlanOf"/>, settled.</param>
/// <param name="members">The members.</param>
public sealed class AverageBuilder(ExperimentPlan plan, IReadOnlyList<Member> members)
{
    private readonly Evaluator evaluator = new(plan.Config.Trainer.EvaluationBatchSize);
    private readonly SelectionRule rule = SelectionRule.Parse(plan.Config.Trainer.Select, plan.Tasks);

    /// <summary>What is wrong with a greedy average of members without validation rows.</summary>
    public static InvalidOptionException NothingToChooseBy() => new("--average greedy", "the data set has no validation split to choose by. Say --average uniform.");

    /// <summary>Builds the average into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kind">How.</param>
    /// <param name="decay">Share of the average that is left at each further snapshot, for <see cref="AverageKind.Ema"/>.</param>
    /// <exception cref="InvalidOptionException">The members do not fit each other, or the kind.</exception>
    public (AverageRecord Record, RunResult Result) Build(MadeFolder folder, AverageKind kind, double decay)
    {
        var watch = Stopwatch.StartNew();
        Agreement.Check(members);
        var models = members.Select(m => EnsembleModel.Load(plan, m.Config, m.Checkpoint)).ToList();
        try
        {
            CheckArchitectures(models);
            using var train = plan.Load(SplitName.Train)!;
            using var validation = plan.Load(SplitName.Validation);
            using var average = EnsembleModel.Load(plan, members[0].Config, members[0].Checkpoint);
            var (record, scores) = Average(average, models, train, validation, kind, decay);
            var result = Result(average, train, scores) with { Seconds = watch.Elapsed.TotalSeconds };
            Directory.CreateDirectory(Path.Combine(folder.Path, "checkpoints"));
            Checkpoint.SaveModel(Path.Combine(folder.Path, "checkpoints", "best"), average, members.Max(m => m.Epochs));
            WholeFile.Write(AverageRecord.FileIn(folder.Path), JsonSerializer.Serialize(record, RunJson.Indented) + "\n");
            folder.Complete(plan, result);
            return (record, result);
        }
        finally
        {
            models.ForEach(m => m.Dispose());
        }
    }

    private void CheckArchitectures(List<MultiTaskModel> models)
    {
        for (var i = 1; i < models.Count; i++)
        {
            if (WeightAverage.Misfit(models[0], models[i]) is { } problem)
            {
                throw new InvalidOptionException("--average", $"the weights of {members[0].Source} and {members[i].Source} cannot be averaged: {problem} Name runs of one architecture, or combine their predictions (leave --average out).");
            }
        }
    }

    private (AverageRecord Record, Scores? Validation) Average(MultiTaskModel average, List<MultiTaskModel> models, Split train, Split? validation, AverageKind kind, double decay)
    {
        var trivial = validation is null ? null : evaluator.EvaluateTrivial(average, train, validation);
        double ScoreOf(MultiTaskModel model) => rule.Score(evaluator.Evaluate(model, validation!), trivial!);
        var scores = validation is null ? null : models.Select(ScoreOf).ToList();
        double[] Equal(IReadOnlyList<int> chosen) => [.. models.Select((_, i) => chosen.Contains(i) ? 1.0 / chosen.Count : 0)];
        int Take(double[] weights)
        {
            WeightAverage.Take(average, models, weights);
            return weights.Max() == 1 ? 0 : NormalizationStatistics.Measure(average, train, plan.Config.Trainer.BatchSize);
        }

        var weights = kind switch
        {
            AverageKind.Greedy when scores is null => throw NothingToChooseBy(),
            AverageKind.Greedy => Equal(GreedySoup.Choose(scores, chosen =>
            {
                Take(Equal(chosen));
                return ScoreOf(average);
            })),
            AverageKind.Ema => WeightAverage.MovingWeights(models.Count, decay),
            _ => Equal([.. Enumerable.Range(0, models.Count)]),
        };
        var normalizations = Take(weights);
        var figures = validation is null ? null : evaluator.Evaluate(average, validation);
        return (new AverageRecord(kind, [.. members.Select(m => m.Source)], weights, scores, figures is null ? null : rule.Score(figures, trivial!), normalizations), figures);
    }

    private RunResult Result(MultiTaskModel average, Split train, Scores? validation)
    {
        using var test = plan.Load(SplitName.Test);
        return new RunResult
        {
            Status = RunStatus.Completed,
            Epochs = members.Max(m => m.Epochs),
            Seconds = 0,
            Validation = validation,
            Test = test is null ? null : evaluator.Evaluate(average, test),
            Baseline = test is null ? null : evaluator.EvaluateTrivial(average, train, test),
            Parameters = average.parameters().Sum(p => p.numel()),
        };
    }
}
