using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Tests.Configs;

namespace MtlTorch.Experiments.Tests.Comparing;

public sealed class StagedFlatConfigTests
{
    private static readonly string Staged = Experiment.Sound.Replace(
        "\"trainer\"", "\"stages\": [{ \"pretrain\": { \"tasks\": { \"pixels\": { \"kind\": \"reconstruction\" } } } }], \"trainer\"", StringComparison.Ordinal);

    [TestCase("stages[0].pretrain.optimizer.lr=0.5", ExpectedResult = "stages[0].pretrain.optimizer.lr")]
    [TestCase("stages[0].pretrain.tasks={\"colors\":{\"kind\":\"reconstruction\"},\"pixels\":{\"kind\":\"reconstruction\"}}", ExpectedResult = "stages[0].pretrain.tasks")]
    [TestCase("stages[0].pretrain.trainer.evaluationBatchSize=7", ExpectedResult = "")]
    [TestCase("seed=7", ExpectedResult = "")]
    public string StagesAreToldApartByTheirKeys(string change)
    {
        using var experiment = new Experiment(Staged);
        var configs = new[] { experiment.Compose(), experiment.Compose(change) }.Select(p => FlatConfig.Of(p.Config)).ToList();

        return string.Join(", ", FlatConfig.Differing(configs, FlatConfig.Matters).Where(key => !key.Contains(".colors.", StringComparison.Ordinal)));
    }
}
