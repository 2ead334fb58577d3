using MtlTorch.Ensembles;
using MtlTorch.Ensembles.Combining;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Tests.Ensembles;

public sealed class EnsemblePredictorTests
{
    [Test]
    public void AnEnsembleOfOneModelPredictsAsTheModel()
    {
        using var scope = torch.NewDisposeScope();
        using var split = Some.Split(20);
        using var ensemble = Of(LinearPool.Uniform(1), Some.Model());
        using var model = new ModelPredictor(Some.Model());
        var (together, alone) = (ensemble.Predict(split.Inputs), model.Predict(split.Inputs));

        TensorAssert.Close(together[0], alone[0].log_softmax(-1), 1e-6);
        TensorAssert.Same(together[1], alone[1]);
        Assert.That(new EnsembleEvaluation(7).Evaluate(ensemble, split)["kind", "loss"], Is.EqualTo(new Evaluator(7).Evaluate(ensemble.Members[0], split)["kind", "loss"]).Within(1e-6));
        Assert.That(new EnsembleEvaluation(7).Evaluate(ensemble, split)["amount", "loss"], Is.EqualTo(new Evaluator(7).Evaluate(ensemble.Members[0], split)["amount", "loss"]));
    }

    [Test]
    public void TheMeanIsThatOfProbabilitiesAndNumbers()
    {
        using var scope = torch.NewDisposeScope();
        using var split = Some.Split(20);
        using var ensemble = Of(LinearPool.Uniform(2), Some.Model(Some.Context(1)), Some.Model(Some.Context(2)));
        var each = ensemble.Members.Select(m => m.call(split.Inputs)).ToList();
        var together = ensemble.Predict(split.Inputs);

        TensorAssert.Close(together[0].exp(), (each[0][0].softmax(-1) + each[1][0].softmax(-1)) / 2, 1e-6);
        TensorAssert.Close(together[1], (each[0][1] + each[1][1]) / 2, 1e-6);
    }

    [Test]
    public void MembersOfOneVoiceAreAveragedBeforeTheyAreWeighted()
    {
        using var scope = torch.NewDisposeScope();
        using var split = Some.Split(20);
        var models = Enumerable.Range(1, 3).Select(seed => Some.Model(Some.Context(seed))).ToList();
        var weighted = new LinearPool(CombinationKind.Weighted, [0.25, 0.75]);
        using var ensemble = new EnsemblePredictor(models, [0, 0, 1], new Dictionary<string, Combination> { ["amount"] = weighted });
        var numbers = models.Select(m => m.call(split.Inputs)[1]).ToList();

        Assert.That(ensemble.Tasks.Select(t => t.Name), Is.EqualTo(new[] { "amount" }));
        TensorAssert.Close(ensemble.Predict(split.Inputs)[0], 0.125 * numbers[0] + 0.125 * numbers[1] + 0.75 * numbers[2], 1e-5);
    }

    [Test]
    public void OutputsHoldWhatWasPredictedBatchByBatch()
    {
        using var scope = torch.NewDisposeScope();
        using var split = Some.Split(20);
        using var ensemble = Of(LinearPool.Uniform(2), Some.Model(Some.Context(1)), Some.Model(Some.Context(2)));
        var outputs = new EnsembleEvaluation(6).Outputs(ensemble, split);

        TensorAssert.Close(outputs[1].Members, torch.stack(ensemble.Members.Select(m => m.call(split.Inputs)[1].to(torch.float64))), 1e-6);
        var figures = EnsembleEvaluation.Figures(outputs[0], LinearPool.Uniform(2).Classes(outputs[0].Members));
        Assert.That(figures, Is.EqualTo(new EnsembleEvaluation(20).Evaluate(ensemble, split).Tasks["kind"]));
        outputs.ToList().ForEach(o => o.Dispose());
    }

    [Test]
    public void PredictingLeavesNothingBehind()
    {
        using var split = Some.Split(10);
        using var ensemble = Of(new Vote(), Some.Model(Some.Context(1)), Some.Model(Some.Context(2)));

        Assert.That(LiveTensors.LeftBy(() => Array.ForEach(ensemble.Predict(split.Inputs), t => t.Dispose())), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => new EnsembleEvaluation(3).Outputs(ensemble, split).ToList().ForEach(o => o.Dispose())), Is.Zero);
    }

    private static EnsemblePredictor Of(Combination combination, params MultiTaskModel[] models) =>
        new(models, [.. Enumerable.Range(0, models.Length)], new Dictionary<string, Combination> { ["kind"] = combination, ["amount"] = combination });
}
