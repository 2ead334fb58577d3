namespace MtlTorch.Training.Evaluation;

/// <summary>Says how good an epoch was on the validation split, and whether it was the best. The test split is nowhere near.</summary>
internal sealed class EpochJudge
{
    private readonly TrainingSetup setup;
    private readonly Evaluator evaluator;
    private readonly SelectionRule rule;
    private readonly Scores? trivial;

    /// <exception cref="InvalidOptionException">The rule names no task or metric of the model.</exception>
    public EpochJudge(TrainingSetup setup)
    {
        this.setup = setup;
        rule = SelectionRule.Parse(setup.Options.Select, setup.Model.Tasks);
        evaluator = new Evaluator(setup.Options.EvaluationBatchSize);
        trivial = setup.Validation is null ? null : evaluator.EvaluateTrivial(setup.Model, setup.Train, setup.Validation);
    }

    /// <summary>Figures on the validation split; null without one.</summary>
    public Scores? Evaluate(CancellationToken stop) => setup.Validation is null ? null : evaluator.Evaluate(setup.Model, setup.Validation, stop);

    /// <summary>One number for them, higher is better; null without a validation split.</summary>
    public double? Score(Scores? scores) => scores is null ? null : rule.Score(scores, trivial!);

    /// <summary>Whether a score beats the best so far; any number beats one that is not a number.</summary>
    public static bool IsBest(double? score, double? best) =>
        score is { } number && (best is not { } old || number > old || (double.IsNaN(old) && !double.IsNaN(number)));

    /// <summary>Whether there were too many epochs in a row that were not better than the best one. While a silent task leaves no score, there is none to be better than.</summary>
    public bool PatienceIsOver(Progress progress) =>
        setup.Options.Patience is { } patience && progress is { BestEpoch: { } best, BestScore: { } score } && !double.IsNaN(score) && progress.Epoch - 1 - best >= patience;
}
