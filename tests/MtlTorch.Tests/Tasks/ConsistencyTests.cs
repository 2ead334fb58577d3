using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Tests.Training;
using MtlTorch.Training;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Tasks;

public sealed class ConsistencyTests
{
    [Test]
    public void TheLossOfAClassificationIsTheSquaredDifferenceOfTheProbabilities()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(new ConsistencyOptions { With = "kind" });
        var (student, teacher) = (torch.tensor(new[,] { { 1f, 2, 3 }, { 0, 0, 0 } }), torch.tensor(new[,] { { 3f, 2, 1 }, { 0, 0, 0 } }));

        var loss = model.Tasks[2].Loss(new TaskPass(model.Heads[2], null, student), teacher);

        var (low, high) = (Math.Exp(1) / Sum(), Math.Exp(3) / Sum());
        Assert.That(loss.item<float>(), Is.EqualTo(2 * (high - low) * (high - low) / 6).Within(1e-6));

        static double Sum() => Math.Exp(1) + Math.Exp(2) + Math.Exp(3);
    }

    [Test]
    public void TheLossOfARegressionIsInStandardDeviations()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(new ConsistencyOptions { With = "amount" });
        model.Tasks[1].Fit(model.Heads[1], torch.tensor(new[,] { { 0f, 0 }, { 4, 20 } }));

        var loss = model.Tasks[2].Loss(new TaskPass(model.Heads[2], null, torch.tensor(new[,] { { 1f, 10 } })), torch.tensor(new[,] { { 3f, 20 } }));

        Assert.That(loss.item<float>(), Is.EqualTo((1 + 1) / 2.0).Within(1e-6));
    }

    [Test]
    public void TheLossIsRampedUpStepByStep()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(new ConsistencyOptions { With = "kind", RampUp = 4 });
        var task = (IStepHook)model.Tasks[2];
        var pass = new TaskPass(model.Heads[2], null, torch.tensor(new[,] { { 1f, 2, 3 } }));
        var target = torch.zeros([1, 3]);
        var losses = new List<double>();
        for (var step = 0; step < 7; step++)
        {
            losses.Add(model.Tasks[2].Loss(pass, target).item<float>());
            task.AfterStep(pass, null!);
        }

        var ramp = Enumerable.Range(0, 7).Select(step => Math.Exp(-5 * Math.Pow(1 - Math.Min(step / 4.0, 1), 2)));
        Assert.That(losses.Select(l => l / losses[^1]), Is.EqualTo(ramp).Within(1e-6));
    }

    [Test]
    public void ItPredictsWithTheOtherHeadAndAddsNoParameter()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = Some.Model();
        using var model = Model(new ConsistencyOptions { With = "kind" });
        using var inputs = torch.ones([4, 6]);

        var predictions = model.call(inputs);

        TensorAssert.Same(predictions[2], predictions[0]);
        Assert.That(model.named_parameters().Select(p => p.name), Is.EqualTo(plain.named_parameters().Select(p => p.name)));
    }

    [Test]
    public void NoiseIsInTheInputsOfItsOwnPassAndInTrainingAlone()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(new ConsistencyOptions { With = "kind", Noise = 0.5 });
        using var plain = Model(new ConsistencyOptions { With = "kind" });
        using var inputs = torch.ones([4000, 6]);

        var seen = model.Heads[2].InputsOf(inputs);
        Assert.That(((seen - inputs).mean().item<float>(), (seen - inputs).std().item<float>()), Is.EqualTo((0f, 0.5f)).Using<(float, float)>((a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 0.02));
        var (noisy, calm) = (model.call(inputs), plain.call(inputs));
        TensorAssert.Same(noisy[0], calm[0]);
        Assert.That(TensorAssert.Bytes(noisy[2]), Is.Not.EqualTo(TensorAssert.Bytes(noisy[0])));
        model.eval();
        TensorAssert.Same(model.call(inputs)[2], calm[0]);
    }

    private static IEnumerable<BalancingOptions> Balancings() => [new EqualOptions(), new UncertaintyOptions(), new ConFigOptions()];

    [TestCaseSource(nameof(Balancings))]
    public void ItTeachesInATrainingThatRepeatsAndLeavesNoTensors(BalancingOptions balancing)
    {
        using var one = new Taught(balancing);
        var alive = new List<long>();
        one.Run.Recorder.OnEpochDone = _ => alive.Add(LiveTensors.Count);
        one.Run.Finished();
        using var two = new Taught(balancing);
        two.Run.Finished();

        Assert.That(two.Weights, Is.EqualTo(one.Weights));
        Assert.That(alive[^1], Is.EqualTo(alive[1]));
        Assert.That(one.Run.Recorder.Records.Select(r => r.TrainLosses["same"]), Is.All.Positive);
        Assert.That(one.Run.Recorder.Records[^1].Validation!["same", "loss"], Is.NaN, "it is defined in training alone");
        Assert.That(one.Run.Recorder.Records[^1].Score, Is.Not.NaN, "and does not count in the score");
    }

    [Test]
    public void TheTargetIsWhatTheAveragedModelPredictsWithoutDropout()
    {
        using var taught = new Taught(new EqualOptions(), rampUp: 0, epochs: 1, batchSize: 45);
        using var scope = torch.NewDisposeScope();
        taught.Model.eval();
        var probabilities = taught.Model.call(taught.Run.Train.Inputs)[0].softmax(1);
        taught.Model.train();
        taught.Run.Finished();

        // In the first step the averaged model is the model itself. What differs from it is dropout and noise.
        Assert.That(taught.Run.Recorder.Records[0].TrainLosses["same"], Is.GreaterThan(0).And.LessThan(probabilities.var().item<float>() * 3));
        using var quiet = new Taught(new EqualOptions(), rampUp: 0, epochs: 1, batchSize: 45, dropout: 0, noise: 0);
        quiet.Run.Finished();
        Assert.That(quiet.Run.Recorder.Records[0].TrainLosses["same"], Is.Zero);
    }

    [Test]
    public void WithoutAnAverageItIsRefused() => Assert.That(
        () => new Taught(new EqualOptions(), strategy: new JointOptions()),
        Throws.TypeOf<InvalidOptionException>().With.Message.Contains("the task 'same' learns from an averaged model, and this strategy keeps none. Use \"strategy\": { \"kind\": \"ema\" }"));

    [Test]
    public void ATaskThatIsNotThereIsNamed() => Assert.That(
        () => Model(new ConsistencyOptions { With = "knd" }),
        Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo("with: 'knd' is no classification or regression of this experiment; there are kind, amount."));

    private static MultiTaskModel Model(ConsistencyOptions options, ModuleContext? context = null, double dropout = 0) =>
        Some.Model(context, [.. Some.Tasks(), options.Build("same", Some.Targets)], dropout);

    /// <summary>A training with a consistency task.</summary>
    private sealed class Taught : IDisposable
    {
        public Taught(BalancingOptions balancing, int rampUp = 10, int epochs = 4, int batchSize = 8, double dropout = 0.2, double noise = 0.1, StrategyOptions? strategy = null)
        {
            Run = new TrainingRun(new TrainerOptions { Epochs = epochs, BatchSize = batchSize }, change: setup =>
            {
                Model = ConsistencyTests.Model(new ConsistencyOptions { With = "kind", RampUp = rampUp, Noise = noise }, new ModuleContext(setup.Randomness, torch.CPU), dropout);
                Model.Tasks[1].Fit(Model.Heads[1], setup.Train.Targets["amount"]);
                return setup with { Model = Model, Balancing = balancing, Strategy = strategy ?? new EmaOptions { Decay = 0.9 } };
            });
        }

        public TrainingRun Run { get; }

        public MultiTaskModel Model { get; private set; } = null!;

        public byte[] Weights => [.. Model.state_dict().Values.SelectMany(TensorAssert.Bytes)];

        public void Dispose()
        {
            Run.Dispose();
            Model.Dispose();
        }
    }
}
