using MtlTorch.Data;
using MtlTorch.Ensembles;
using MtlTorch.Ensembles.Combining;
using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>What members predict for the rows that combinations are fitted to and chosen by: rows that no member was trained with.</summary>
/// <param name="plan">The ensemble's experiment.</param>
/// <param name="members">The members.</param>
/// <param name="voices">The voice of each.</param>
/// <param name="models">The model of each.</param>
internal sealed class MemberRows(ExperimentPlan plan, IReadOnlyList<Member> members, IReadOnlyList<int> voices, IReadOnlyList<MultiTaskModel> models)
{
    private readonly EnsembleEvaluation evaluation = new(plan.Config.Trainer.EvaluationBatchSize);
    private readonly torch.Device device = torch.device(plan.Config.Device);

    /// <summary>What the voices predict for the validation rows, by task. Of a cross-validation, each row's prediction is by the members that held it out; empty without validation rows.</summary>
    public IReadOnlyList<TaskOutputs> OfVoices()
    {
        if (members[0].Fold == 0)
        {
            return Outputs(SplitName.Validation, plan.Data, [.. Enumerable.Range(0, members.Count)]);
        }

        var folds = Enumerable.Range(1, members[0].Config.Data.Fold!.Count).Select(OfFold).ToList();
        try
        {
            return [.. folds[0].Select((first, i) => new TaskOutputs(
                first.Task, first.Head, torch.cat([.. folds.Select(f => f[i].Members)], 1), torch.cat([.. folds.Select(f => f[i].Target)])))];
        }
        finally
        {
            folds.SelectMany(f => f).ToList().ForEach(t => t.Dispose());
        }
    }

    /// <summary>What the members predict for a split, by task; empty where the data set has none.</summary>
    public IReadOnlyList<TaskOutputs> OfMembers(SplitName name) => Outputs(name, plan.Data, [.. Enumerable.Range(0, members.Count)]);

    /// <summary>What one member predicts for its own validation rows.</summary>
    public IReadOnlyList<TaskOutputs> OfHeldOut(int member) => Outputs(SplitName.Validation, DataOf(members[member].Fold), [member]);

    private IReadOnlyList<TaskOutputs> OfFold(int fold)
    {
        using var scope = torch.NewDisposeScope();
        var own = members.Index().Where(m => m.Item.Fold == fold).Select(m => m.Index).ToList();
        var all = Outputs(SplitName.Validation, DataOf(fold), own);
        try
        {
            return [.. all.Select(t => new TaskOutputs(t.Task, t.Head, EnsemblePredictor.Voices(t.AreClasses, t.Members, [.. own.Select(m => voices[m])]), t.Target))];
        }
        finally
        {
            all.ToList().ForEach(t => t.Dispose());
        }
    }

    private IDataSet DataOf(int fold) => (plan.Config.Data with { Fold = plan.Config.Data.Fold! with { Index = fold } }).Open();

    private IReadOnlyList<TaskOutputs> Outputs(SplitName name, IDataSet data, IReadOnlyList<int> chosen)
    {
        if (data.Description.Rows[name] == 0)
        {
            return [];
        }

        using var scope = torch.NewDisposeScope();
        using var split = data.Load(name).MoveTo(device);
        return evaluation.Outputs(With(chosen), split);
    }

    /// <summary>Some members together; how they are combined does not matter. It is not disposed of: the models are not its own.</summary>
    private EnsemblePredictor With(IReadOnlyList<int> chosen)
    {
        var own = chosen.Select(m => models[m]).ToList();
        return new EnsemblePredictor(
            own,
            [.. Enumerable.Range(0, own.Count)],
            own[0].Tasks.Where(EnsemblePredictor.CanCombine).ToDictionary(t => t.Name, Combination (_) => LinearPool.Uniform(own.Count)));
    }
}
