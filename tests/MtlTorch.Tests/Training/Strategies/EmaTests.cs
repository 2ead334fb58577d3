using MtlTorch.Tensors.Safetensors;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Strategies;

public sealed class EmaTests : FolderTests
{
    [Test]
    public void TheModelInUseIsTheAverageOfTheParametersAfterEachStep([Values(0.05, 0.5, 0.99)] double decay)
    {
        using var run = Build(decay);
        var average = Parameters(run);
        long n = 0;
        run.Recorder.OnStep = (_, _) =>
        {
            var d = Math.Min(decay, (1.0 + n) / (10.0 + n));
            average = [.. average.Zip(Parameters(run), (a, p) => (d * a) + ((1 - d) * p))];
            n++;
        };

        run.Finished();

        Assert.That(n, Is.EqualTo(18));
        Assert.That(Parameters(run), Is.EqualTo(average).Within(1e-6));
    }

    [Test]
    public void TrainingGoesOnWithTheParametersThemselves()
    {
        using var joint = new TrainingRun(dropout: 0.2);
        using var averaged = Build(0.9);
        var (expected, found) = (Followed(joint), Followed(averaged));
        joint.Finished();
        averaged.Finished();

        Assert.That(found, Is.EqualTo(expected));
        Assert.That(averaged.Weights, Is.Not.EqualTo(joint.Weights));
    }

    [Test]
    public void EvaluationAndCheckpointsHaveTheAverage()
    {
        using var run = Build(0.9);
        run.Recorder.Folder = Folder.Path;
        Scores? inUse = null;
        run.Recorder.OnEpochDone = record =>
        {
            inUse = new Evaluator(500).Evaluate(run.Model, run.Validation);
            Assert.That(inUse.Tasks["kind"], Is.EqualTo(record.Validation!.Tasks["kind"]));
        };
        run.Finished();

        Assert.That(run.Recorder.Best, Is.Not.Empty);
        using var model = Some.Model();
        Checkpoint.LoadModel(Folder["last"], model);
        Assert.That(model.state_dict().Values.SelectMany(TensorAssert.Bytes), Is.EqualTo(run.Weights));
        using var strategy = SafetensorsFile.Read(Folder["last", Checkpoint.StrategyFile]);
        Assert.That(strategy.Tensors["trained"].data<float>().ToArray(), Has.Length.EqualTo(run.Trainer.ParameterCount));
        Assert.That(TensorAssert.Doubles(strategy.Tensors["trained"]), Is.Not.EqualTo(Parameters(run)));
    }

    [Test]
    public void AnInterruptedTrainingOfTheSameObjectGoesOnWithTheTrainedParameters()
    {
        using var whole = Build(0.9).Finished();
        using var broken = Build(0.9);
        using var stop = new CancellationTokenSource();
        broken.Recorder.OnStep = (batch, _) =>
        {
            if (batch == 4)
            {
                stop.Cancel();
            }
        };

        Assert.That(broken.Trainer.Run(stop.Token), Is.False);
        Assert.That(broken.Finished().Weights, Is.EqualTo(whole.Weights));
    }

    private static TrainingRun Build(double decay) => new(dropout: 0.2, change: setup => setup with { Strategy = new EmaOptions { Decay = decay } });

    private static double[] Parameters(TrainingRun run) => [.. run.Model.parameters().SelectMany(TensorAssert.Doubles)];

    private static List<double[]> Followed(TrainingRun run)
    {
        var parameters = new List<double[]>();
        run.Recorder.OnStep = (_, _) => parameters.Add(Parameters(run));
        return parameters;
    }
}
