using MtlTorch.Balancing.Gradients;
using MtlTorch.Regularizers;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Regularizing;

/// <summary>A training with regularizers that was stopped anywhere ends, to the last bit, as one that was never stopped.</summary>
public sealed class RegularizedResumeTests : FolderTests
{
    private static IEnumerable<TestCaseData> Cases() => EveryRegularizer.All.Select((o, i) => new TestCaseData(new object[] { new[] { o } }).SetArgDisplayNames(EveryRegularizer.Name(o, i)))
        .Append(new TestCaseData(new object[] { new RegularizerOptions[]
        {
            new FeatureDropoutOptions(), new MixUpOptions(), new SpectralNormOptions(), new SpectralNormOptions { Limit = 0.5, On = ["shared"] }, new ActivationSparsityOptions(), new L1PenaltyOptions(),
        } }).SetArgDisplayNames("many together"));

    [TestCaseSource(nameof(Cases))]
    public void AStoppedTrainingEndsAsOneThatWasNot(RegularizerOptions[] regularizers) => AssertResumes(() => Build(regularizers));

    private static IEnumerable<TestCaseData> Strategies()
    {
        RegularizerOptions[] any = [new L2PenaltyOptions(), new FeatureDropoutOptions { On = ["task:kind"] }, new MixUpOptions(), new ActivationSparsityOptions { Lambda = 0.1 }, new SpectralNormOptions()];
        yield return Case("ema", new EmaOptions { Decay = 0.9 }, [.. any, new GroupLassoOptions { Lambda = 0.1 }]);
        yield return Case("alternating", new AlternatingOptions { StepsPerTask = 2 }, [.. any, new L1PenaltyOptions { Lambda = 0.1 }, new SamOptions()]);
        yield return Case("periodic averaging", new PeriodicAveragingOptions { Every = 5 }, any);
        yield return Case("reptile", new ReptileOptions { InnerSteps = 2 }, any);

        static TestCaseData Case(string name, StrategyOptions strategy, RegularizerOptions[] regularizers) => new TestCaseData(strategy, regularizers).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Strategies))]
    public void SoItIsWithEveryStrategy(StrategyOptions strategy, RegularizerOptions[] regularizers) =>
        AssertResumes(() => Build(regularizers, s => s with { Strategy = strategy }));

    [Test]
    public void SoItIsWithBalancedGradients() =>
        AssertResumes(() => Build([new ActivationSparsityOptions { Lambda = 0.1 }, new FeatureDropoutOptions(), new MixUpOptions()], s => s with { Balancing = new GradVacOptions() }));

    [Test]
    public void ACheckpointOfOtherRegularizersIsRefused()
    {
        using var stopped = Build([new SpectralNormOptions()]).StoppedAt(5, Folder.Path);
        using var other = Build([new L2PenaltyOptions()]);

        Assert.That(
            () => other.Trainer.Resume(Folder["last"]),
            Throws.TypeOf<MalformedFileException>().With.Message.EndsWith("regularization.safetensors, byte 0: the checkpoint is of other regularizers."));
    }

    private void AssertResumes(Func<TrainingRun> build)
    {
        using var whole = build().Finished();
        foreach (var at in new[] { 0, 1, 5, (int)whole.Trainer.Progress.Step - 1 })
        {
            using var stopped = build().StoppedAt(at, Folder.Path);
            using var resumed = build();
            resumed.Trainer.Resume(Folder["last"]);
            resumed.Finished();

            Assert.That(resumed.Weights, Is.EqualTo(whole.Weights), $"stopped at {at}");
            Assert.That(stopped.Records.Concat(resumed.Records), Is.EqualTo(whole.Records), $"stopped at {at}");
            Assert.That(Penalties(stopped).Concat(Penalties(resumed)), Is.EqualTo(Penalties(whole)), $"stopped at {at}");
        }
    }

    private static IEnumerable<double[]> Penalties(TrainingRun run) => run.Recorder.Records.Select(r => r.Penalties?.Values.ToArray() ?? []);

    private static TrainingRun Build(IReadOnlyList<RegularizerOptions> regularizers, Func<TrainingSetup, TrainingSetup>? change = null) => new(
        new TrainerOptions { Epochs = 2, BatchSize = 8 },
        optimizer: new SgdOptions { Lr = 0.05, Momentum = 0.9 },
        change: setup => (change ?? (s => s))(setup with { Regularizers = regularizers }));
}
