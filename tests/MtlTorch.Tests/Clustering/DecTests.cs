using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Clustering;
using MtlTorch.Modules.Trunks;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;

namespace MtlTorch.Tests.Clustering;

public sealed class DecTests
{
    private static readonly DecOptions Options = new() { Clusters = 3, CompareWith = "group" };

    private static readonly MlpTrunkOptions Linear = new() { Hidden = [3], LinearEnd = true };

    private static IEnumerable<BalancingOptions> Methods() => [new EqualOptions(), new PcGradOptions(), new PcGradOptions { Gradients = GradientSource.Representation }, new UncertaintyOptions(), new MoDoOptions()];

    [TestCaseSource(nameof(Methods))]
    public void ItNamesTheGroupsBesideATaskThatReconstructs(BalancingOptions balancing)
    {
        using var run = new ClusteredTraining(Options with { Weight = 0.1 }, balancing: balancing).Finished();

        Assert.That(run.Metric("clusterAccuracy").Last(), Is.GreaterThan(0.9));
        Assert.That(run.Recorder.Records.Select(r => r.TrainLosses["groups"]), Is.All.GreaterThan(0).And.All.LessThan(10));
        Assert.That(run.Recorder.Records[^1].TrainLosses["inputs"], Is.LessThan(run.Recorder.Records[0].TrainLosses["inputs"]));
        Assert.That(run.Metric("loss"), Is.All.NaN, "rows outside of training have no target");
    }

    /// <summary>One step of plain gradient descent on all rows, against the papers' eqs. (4) and (5) by hand.</summary>
    [TestCase(1.0, 1.0)]
    [TestCase(2.5, 0.3)]
    public void AStepFollowsTheGradientsInClosedForm(double alpha, double weight)
    {
        using var scope = torch.NewDisposeScope();
        var trainer = new TrainerOptions { Epochs = 1, BatchSize = 60 };
        using var run = new ClusteredTraining(Options with { Alpha = alpha, Weight = weight }, trainer, new SgdOptions { Lr = 0.5, Momentum = 0 }, reconstructs: false, trunk: Linear);
        Dictionary<string, torch.Tensor> before = [];
        run.Recorder.OnEpochStarted = _ => before = run.Model.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());

        run.Finished();

        var (w, b, m) = (before["shared.trunk.dense.layers.0.weight"], before["shared.trunk.dense.layers.0.bias"], before["heads.groups.centroids"]);
        var z = run.Train.Inputs.mm(w.t()) + b;
        var p = DeepEmbeddedClustering.TargetDistribution(DeepEmbeddedClustering.SoftAssignment(z, m, alpha));
        var (ofZ, ofM) = DeepEmbeddedClustering.Gradients(z, m, p, alpha);
        var after = run.Model.named_parameters().ToDictionary(x => x.name, x => x.parameter.detach());
        var rate = 0.5 * weight;
        TensorAssert.Close(after["heads.groups.centroids"], m - rate * ofM, 1e-5);
        TensorAssert.Close(after["shared.trunk.dense.layers.0.weight"], w - rate * ofZ.t().mm(run.Train.Inputs), 1e-5);
        TensorAssert.Close(after["shared.trunk.dense.layers.0.bias"], b - rate * ofZ.sum(dim: 0), 1e-5);
        Assert.That(TensorAssert.Doubles(after["heads.groups.centroids"] - m).Max(Math.Abs), Is.GreaterThan(1e-4), "something moved");
    }

    [Test]
    public void CentroidsAreThoseOfKMeansOnTheFeatures()
    {
        using var scope = torch.NewDisposeScope();
        using var run = new ClusteredTraining(Options with { Starts = 4 }, new TrainerOptions { Epochs = 1, BatchSize = 60 }, reconstructs: false, trunk: Linear);
        torch.Tensor? placed = null;
        run.Recorder.OnEpochStarted = _ =>
        {
            using var frozen = torch.no_grad();
            using var found = new KMeansOptions { Clusters = 3, Starts = 10 }.Fit(run.Model.Represent(run.Train.Inputs)[0].Features, Blobs.Generator(5));
            placed = torch.cdist(((ClusterHead)run.Head).Centroids, found.Centroids).amin([1L]);
        };

        run.Finished();

        Assert.That(TensorAssert.Doubles(placed!), Is.All.LessThan(1e-3), "the groups lie so far apart that both searches find the same");
    }

    [Test]
    public void TargetsAreMadeWhenDueAndHeldInBetween()
    {
        using var run = new ClusteredTraining(Options with { Every = 2, StartEpoch = 2, Tolerance = 0 }, new TrainerOptions { Epochs = 6, BatchSize = 10 }).Finished();

        // Epochs 2, 4 and 6 begin with new ones.
        Assert.That(run.Made[0], Is.Empty);
        Assert.That(run.Made[1], Is.Not.Empty.And.EqualTo(run.Made[2]));
        Assert.That(run.Made[3], Is.Not.EqualTo(run.Made[2]).And.EqualTo(run.Made[4]));
        Assert.That(run.Metric("changed").Take(3), Is.All.NaN);
        Assert.That(run.Metric("changed").Skip(3), Is.All.InRange(0, 1));
    }

    [Test]
    public void BeforeItsStartATaskIsSilentAndChangesNothing()
    {
        var trainer = new TrainerOptions { Epochs = 2, BatchSize = 10, Select = "inputs.rmse" };
        using var run = new ClusteredTraining(Options with { StartEpoch = 3 }, trainer).Finished();
        using var alone = new ClusteredTraining(null, trainer).Finished();

        Assert.That(run.Recorder.Records.Select(r => r.TrainLosses["groups"]), Is.All.NaN);
        Assert.That(run.Recorder.Records.SelectMany(r => r.Validation!.Tasks["groups"].Values), Is.All.NaN);
        Assert.That(run.Recorder.Records.Select(r => r.TrainLosses["inputs"]), Is.EqualTo(alone.Recorder.Records.Select(r => r.TrainLosses["inputs"])));
        Assert.That(run.Made, Is.All.Empty);
        Assert.That(run.Recorder.Calls, Does.Contain("save best"));
    }

    [Test]
    public void SelectedByItsOwnMetricTheBestEpochIsOneWithClusters()
    {
        using var run = new ClusteredTraining(Options with { StartEpoch = 3 }, new TrainerOptions { Epochs = 4, BatchSize = 10, Select = "groups.clusterAccuracy" }).Finished();

        Assert.That(run.Trainer.Progress.BestEpoch, Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public void OnceItHasSettledTheTargetIsHeld()
    {
        using var run = new ClusteredTraining(Options with { Tolerance = 1 }, new TrainerOptions { Epochs = 4, BatchSize = 10 }).Finished();

        Assert.That(((Dec)run.Model.Tasks[0]).HasSettled);
        Assert.That(run.Made[1], Is.Not.EqualTo(run.Made[0]), "the second look tells that it has settled");
        Assert.That(run.Made[2..].All(made => made.AsSpan().SequenceEqual(run.Made[1])));
        var changed = run.Metric("changed").ToList();
        Assert.That(changed[0], Is.NaN);
        Assert.That(changed[2..], Is.All.EqualTo(changed[1]).And.All.InRange(0, 1));
    }

    [Test]
    public void TheShareOfChangedRowsIsThatOfTheAssignments()
    {
        using var scope = torch.NewDisposeScope();
        var trainer = new TrainerOptions { Epochs = 5, BatchSize = 10 };
        using var run = new ClusteredTraining(Options with { Clusters = 12, Tolerance = 0, Weight = 5 }, trainer, new AdamOptions { Lr = 0.1 });
        using var monitor = new AssignmentMonitor();
        var (expected, found) = (new List<double>(), new List<double>());
        run.Recorder.OnEpochStarted = epoch =>
        {
            using var frozen = torch.no_grad();
            monitor.Look(run.Model.call(run.Train.Inputs)[0].argmax(1));
            if (epoch > 1)
            {
                expected.Add(monitor.Changed);
                found.Add(run.Head.Memory.Changed);
            }
        };

        run.Finished();

        Assert.That(found, Is.EqualTo(expected).Within(1e-12));
        Assert.That(found, Has.Some.GreaterThan(0));
    }

    [Test]
    public void FeaturesThatAreAllTheSameCannotBeClustered()
    {
        using var rows = torch.ones(60, 8);

        Assert.That(
            () => new ClusteredTraining(Options, rows: rows).Finished(),
            Throws.TypeOf<ClusteringFailedException>().With.Message.StartsWith("Task 'groups' cannot cluster the training rows before epoch 1: the features of all 60 rows are the same. The trunk's last units may be dead"));
    }

    [Test]
    public void FeaturesOfTooFewDifferentValuesCannotEither()
    {
        using var scope = torch.NewDisposeScope();
        var rows = torch.arange(60).fmod(2).unsqueeze(1).expand(60, 8).to(torch.float32);

        Assert.That(
            () => new ClusteredTraining(Options, rows: rows).Finished(),
            Throws.TypeOf<ClusteringFailedException>().With.Message.Contains("only 2 of 3 clusters have a row, because the features of 60 rows take too few different values."));
    }

    [Test]
    public void FeaturesThatAreNotFiniteAreNamed()
    {
        using var scope = torch.NewDisposeScope();
        var rows = torch.ones(60, 8);
        rows.narrow(0, 7, 2).fill_(double.NaN);

        Assert.That(
            () => new ClusteredTraining(Options, rows: rows).Finished(),
            Throws.TypeOf<ClusteringFailedException>().With.Message.Contains("the features of 2 of 60 rows are infinite or NaN."));
    }
}
