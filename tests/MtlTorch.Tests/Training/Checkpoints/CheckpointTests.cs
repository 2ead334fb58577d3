using System.Text.Json;
using MtlTorch.Tensors;
using MtlTorch.Training.Checkpoints;
using TorchSharp.Modules;

namespace MtlTorch.Tests.Training.Checkpoints;

public sealed class CheckpointTests : FolderTests
{
    private string Place => Folder["last"];

    [Test]
    public void AModelComesBackToTheBit()
    {
        using var run = Saved();
        using var other = new TrainingRun(seed: 2);
        Assert.That(other.Weights, Is.Not.EqualTo(run.Weights));

        Checkpoint.LoadModel(Place, other.Model);

        Assert.That(other.Weights, Is.EqualTo(run.Weights), "buffers too");
    }

    [Test]
    public void LoadingKeepsTheViewsOfTheFlatParameters()
    {
        using var run = Saved();
        using var other = Some.Model(Some.Context(2));
        using var flat = new FlatParameters(other.Groups);

        Checkpoint.LoadModel(Place, other);

        Assert.That(TensorAssert.Bytes(flat.Values), Is.EqualTo(run.Model.parameters().SelectMany(TensorAssert.Bytes)));
    }

    [Test]
    public void TheStateSaysHowFarTheTrainingHadCome()
    {
        using var run = Saved();

        using var state = JsonDocument.Parse(File.ReadAllText(Folder["last", Checkpoint.StateFile]));

        var progress = state.RootElement.GetProperty("progress");
        Assert.That((progress.Whole("epoch"), progress.Whole("batch"), progress.Whole("step")), Is.EqualTo((4, 0, 18)));
        Assert.That(progress.Number("bestScore"), Is.EqualTo(run.Trainer.Progress.BestScore));
        Assert.That(state.RootElement.List<long>("optimizerSteps"), Is.EqualTo(new[] { 18 }));
    }

    [Test]
    public void AGeneratorDrawsOnFromItsState()
    {
        using var scope = torch.NewDisposeScope();
        using var run = Saved(dropout: 0.5);
        using var state = JsonDocument.Parse(File.ReadAllText(Folder["last", Checkpoint.StateFile]));
        var bytes = Convert.FromBase64String(state.RootElement.GetProperty("generators").Text("dropout"));

        using var restored = new torch.Generator(0, torch.CPU);
        restored.set_state(torch.tensor(bytes));

        TensorAssert.Same(torch.rand([5L], generator: restored), torch.rand([5L], generator: run.Randomness.Stream("dropout")));
    }

    [Test]
    public void ACheckpointIsReplacedAsAWhole()
    {
        using var run = Saved();
        File.WriteAllText(Folder["last", "notes.txt"], "of the old checkpoint");
        Directory.CreateDirectory(Folder["last.part"]);
        File.WriteAllText(Folder["last.part", "rest.txt"], "of a run that was killed");

        Checkpoint.Save(Place, State(run));

        Assert.That(Files(), Is.EquivalentTo(new[] { "model.safetensors", "optimizer.safetensors", "state.json" }));
        Assert.That(Directory.GetDirectories(Folder.Path), Is.EqualTo(new[] { Place }));
    }

    [TestCase("last.part", TestName = "Where the new one cannot be written the old one stays")]
    [TestCase("last.old", TestName = "Where the old one cannot be put aside it stays")]
    public void AFailure(string inTheWay)
    {
        using var run = Saved();
        var before = Bytes();
        File.WriteAllText(Folder[inTheWay], "a file where a folder should be");
        using (torch.no_grad())
        {
            run.Model.parameters().First().zero_();
        }

        Assert.That(() => Checkpoint.Save(Place, State(run)), Throws.InstanceOf<IOException>());

        Assert.That(Bytes(), Is.EqualTo(before));
    }

    [Test]
    public void AFailureAfterTheModelIsWrittenLeavesTheOldCheckpoint()
    {
        using var run = Saved();
        var before = Bytes();
        var parameter = torch.nn.Parameter(torch.ones(2));
        var state = State(run, parameter);
        parameter.Dispose();

        Assert.That(() => Checkpoint.Save(Place, state), Throws.Exception);

        Assert.That(File.Exists(Folder["last.part", Checkpoint.ModelFile]), "it got so far");
        Assert.That(Bytes(), Is.EqualTo(before));
    }

    [Test]
    public void ASlashBehindTheNameMakesNoDifference()
    {
        using var run = Saved();

        Checkpoint.Save(Place + Path.DirectorySeparatorChar, State(run));

        Assert.That(Files(), Has.Length.EqualTo(3));
        Assert.That(Directory.GetDirectories(Folder.Path), Is.EqualTo(new[] { Place }));
    }

    /// <summary>A finished training whose last checkpoint is in <see cref="Place"/>.</summary>
    private TrainingRun Saved(double dropout = 0)
    {
        var run = new TrainingRun(dropout: dropout);
        run.Recorder.Folder = Folder.Path;
        run.Finished();
        Directory.Delete(Folder["best"], recursive: true);
        return run;
    }

    private static TrainingState State(TrainingRun run) => State(run, torch.nn.Parameter(torch.ones(2)));

    private static TrainingState State(TrainingRun run, Parameter parameter) =>
        new(run.Model, torch.optim.SGD([parameter], 0.1), null, run.Randomness, run.Trainer.Progress);

    private string[] Files() => [.. Directory.GetFiles(Place).Select(f => Path.GetFileName(f)!)];

    private byte[] Bytes() => [.. Directory.GetFiles(Place).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
}
