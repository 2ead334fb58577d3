using MtlTorch.Balancing.Gradients;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Optimizers;

namespace MtlTorch.Tests.Training;

/// <summary>Parts of a model that are kept as they are.</summary>
public sealed class FrozenTests
{
    private static IEnumerable<TestCaseData> Optimizers()
    {
        yield return new TestCaseData(new AdamOptions { Lr = 0.05, WeightDecay = 0.1 }).SetArgDisplayNames("Adam");
        yield return new TestCaseData(new AdamWOptions { Lr = 0.05, WeightDecay = 0.1 }).SetArgDisplayNames("AdamW");
        yield return new TestCaseData(new SgdOptions { Lr = 0.05, Momentum = 0.9, WeightDecay = 0.1 }).SetArgDisplayNames("SGD");
    }

    [TestCaseSource(nameof(Optimizers))]
    public void FrozenParametersKeepTheirBits(OptimizerOptions optimizer)
    {
        foreach (var name in new[] { "shared", "heads.kind", "shared.trunk", "heads" })
        {
            using var scope = torch.NewDisposeScope();
            using var run = Run(optimizer, name);
            var before = run.Model.named_parameters().ToDictionary(p => p.name, p => TensorAssert.Bytes(p.parameter));
            run.Finished();

            foreach (var (parameterName, parameter) in run.Model.named_parameters())
            {
                var isFrozen = parameterName.StartsWith(name + ".", StringComparison.Ordinal);
                Assert.That(TensorAssert.Bytes(parameter).SequenceEqual(before[parameterName]), Is.EqualTo(isFrozen), $"{parameterName}, while {name} is frozen");
            }
        }
    }

    [Test]
    public void OneParameterCanBeFrozen()
    {
        using var scope = torch.NewDisposeScope();
        using var all = new TrainingRun();
        var name = all.Model.named_parameters().First(p => p.name.EndsWith("bias", StringComparison.Ordinal)).name;
        using var run = Run(new AdamOptions { Lr = 0.05 }, name);
        var before = run.Model.named_parameters().ToDictionary(p => p.name, p => TensorAssert.Bytes(p.parameter));
        run.Finished();

        Assert.That(run.Model.named_parameters().Where(p => TensorAssert.Bytes(p.parameter).SequenceEqual(before[p.name])).Select(p => p.name), Is.EqualTo(new[] { name }));
        Assert.That(run.Trainer.ParameterCount, Is.EqualTo(all.Trainer.ParameterCount - run.Model.named_parameters().First(p => p.name == name).parameter.numel()));
    }

    [Test]
    public void FrozenModulesStayInEvaluationModeAfterEvaluationsToo()
    {
        using var scope = torch.NewDisposeScope();
        var trunk = new ConvTrunkOptions { Blocks = [new() { Channels = 2, Norm = Normalization.Batch }], Dense = [4], Dropout = 0.5 };
        using var model = ModelBuilder.Build(trunk, new HardSharingOptions(), Some.Tasks(), [1, 6, 6], Some.Context());
        var images = TestPattern.Tensor([5, 1, 6, 6], 1);
        var split = new MtlTorch.Data.Split(images, new Dictionary<string, torch.Tensor> { ["kind"] = torch.zeros(5, torch.int64), ["amount"] = torch.zeros(5, 2) });
        model.Freeze(["shared"]);
        model.train();
        var buffers = model.named_buffers().ToDictionary(b => b.name, b => b.buffer.clone());
        var first = model.Represent(images)[0].Features;

        new Evaluator(3).Evaluate(model, split);
        Assert.That(model.training, Is.True);
        var second = model.Represent(images)[0].Features;

        TensorAssert.Same(second, first);
        Assert.That(model.named_modules().Where(m => m.name.StartsWith("shared", StringComparison.Ordinal)).Select(m => m.module.training), Is.All.False);
        Assert.That(model.Heads.Select(h => h.training), Is.All.True);
        Assert.That(buffers.Keys.Any(name => name.Contains("running_")), Is.True);
        foreach (var (name, buffer) in model.named_buffers())
        {
            TensorAssert.Same(buffer, buffers[name], name);
        }
    }

    [Test]
    public void ANameThatIsNoneIsRefused() => Assert.That(
        () => Run(new AdamOptions(), "shared.trunc"),
        Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("frozen: no parameter's name is or begins with 'shared.trunc'; there are heads."));

    [TestCase("shar")]
    [TestCase("")]
    [TestCase("shared.")]
    public void APieceOfANameIsNone(string name) =>
        Assert.That(() => Run(new AdamOptions(), name), Throws.TypeOf<InvalidOptionException>());

    [Test]
    public void SomethingMustBeLeftToLearn() => Assert.That(
        () => Run(new AdamOptions(), "shared", "heads"),
        Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo("frozen: all parameters are frozen; leave something to learn."));

    [Test]
    public void MethodsThatBalanceSharedGradientsNeedSome() => Assert.That(
        () => new TrainingRun(change: s => s with { Options = s.Options with { Frozen = ["shared"] }, Balancing = new PcGradOptions() }),
        Throws.TypeOf<InvalidOptionException>().With.Message.Contains("or all of them are frozen"));

    [Test]
    public void WhereNothingSharedIsLearntNoGradientsAreMeasured()
    {
        using var run = new TrainingRun(change: s => s with { Options = s.Options with { Frozen = ["shared"], DiagnosticsEvery = 2 } });
        run.Finished();

        Assert.That(run.Recorder.Measured, Is.Empty);
    }

    private static TrainingRun Run(OptimizerOptions optimizer, params string[] frozen) =>
        new(dropout: 0.2, optimizer: optimizer, change: s => s with { Options = s.Options with { Frozen = frozen } });
}
