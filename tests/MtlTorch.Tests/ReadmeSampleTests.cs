// <sample>
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Data.DataSets;
using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Checkpoints;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Optimizers;

// </sample>

namespace MtlTorch.Tests;

/// <summary>The README's example of the library: it compiles, it runs, and the README shows it as it stands here.</summary>
public sealed class ReadmeSampleTests
{
    private sealed class Silent : ITrainingObserver, ICheckpointStore
    {
        public void EpochStarted(int epoch, long batches, long batchesDone)
        {
        }

        public void StepDone(long batch, Func<IReadOnlyList<double>> losses)
        {
        }

        public void EpochDone(EpochRecord record)
        {
        }

        public void SaveLast(TrainingState state)
        {
        }

        public void SaveBest(TrainingState state)
        {
        }
    }

    [Test]
    public void ItTrains()
    {
        var (observer, checkpoints) = (new Silent(), new Silent());

        // <sample>
        var data = new ShapesOptions { Train = 2_000, Difficulty = 0.2 }.Open();
        using var train = data.Load(SplitName.Train);
        using var test = data.Load(SplitName.Test);

        using var randomness = new Randomness(seed: 1);
        LearningTask[] tasks =
        [
            new ClassificationOptions().Build("color", data.Description.Targets),
            new RegressionOptions().Build("size", data.Description.Targets),
        ];
        var context = new ModuleContext(randomness, torch.CPU);
        using var model = ModelBuilder.Build(new MlpTrunkOptions(), new HardSharingOptions(), tasks, data.Description.InputShape, context);
        tasks[1].Fit(model.Heads[1], train.Targets["size"]);

        var setup = new TrainingSetup
        {
            Model = model,
            Train = train,
            Randomness = randomness,
            Optimizer = new AdamOptions { Lr = 0.001 },
            Balancing = new EqualOptions(),
            Options = new TrainerOptions { Epochs = 3 },
        };
        using var trainer = new Trainer(setup, observer, checkpoints);
        trainer.Run(CancellationToken.None);

        var scores = new Evaluator(batchSize: 500).Evaluate(model, test);
        Console.WriteLine($"color: {scores["color", "accuracy"]:p1} right, size: off by {scores["size", "mae"]:f2} pixels");

        // </sample>
        Assert.That(scores["color", "accuracy"], Is.GreaterThan(0.9));
    }

    [Test]
    public void TheReadmeShowsIt()
    {
        var lines = File.ReadAllLines(Repository.File("tests", "MtlTorch.Tests", "ReadmeSampleTests.cs"));
        var inside = false;
        var sample = new List<string>();
        foreach (var line in lines)
        {
            var marker = line.Trim();
            inside = marker == "// <sample>" || (inside && marker != "// </sample>");
            if (inside && marker != "// <sample>")
            {
                sample.Add(line.Trim().Length == 0 ? "" : "    " + (line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));
            }
        }

        Assert.That(File.ReadAllText(Repository.File("README.md")), Does.Contain(string.Join('\n', sample).TrimEnd()));
    }
}
