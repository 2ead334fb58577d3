using MtlTorch.Data;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Inspection;

namespace MtlTorch.Tests.Training.Inspection;

public sealed class ModelInspectorTests
{
    [Test]
    public void ItAgreesWithTheEvaluator()
    {
        using var run = new TrainingRun().Finished();

        var details = new ModelInspector(7).Inspect(run.Model, run.Validation);
        var scores = new Evaluator(30).Evaluate(run.Model, run.Validation);

        var kind = (ClassificationDetails)details.Tasks["kind"];
        var amount = (RegressionDetails)details.Tasks["amount"];
        Assert.Multiple(() =>
        {
            Assert.That(details.Rows, Is.EqualTo(30));
            Assert.That(kind.Classes, Is.EqualTo(new[] { "ant", "bee", "cat" }));
            Assert.That(kind.Confusion!.Select((row, k) => row[k]).Sum() / 30.0, Is.EqualTo(scores["kind", "accuracy"]).Within(1e-12));
            Assert.That(kind.WrongRows, Is.EqualTo(30 - kind.Confusion!.Select((row, k) => row[k]).Sum()));
            Assert.That(kind.Calibration.Bins.Sum(b => b.Rows), Is.EqualTo(30));
            Assert.That(amount.Outputs, Has.Count.EqualTo(2));
            Assert.That(amount.Unit, Is.EqualTo("kg"));

            // The mean square of the residuals is their bias squared plus their variance.
            var squares = amount.Outputs.Average(o => o.Residuals.Mean * o.Residuals.Mean + o.Residuals.Deviation * o.Residuals.Deviation);
            Assert.That(Math.Sqrt(squares), Is.EqualTo(scores["amount", "rmse"]).Within(1e-5));
        });
    }

    [TestCase(1)]
    [TestCase(30)]
    public void TheBatchSizeDoesNotChangeWhatIsFound(int batchSize)
    {
        using var run = new TrainingRun().Finished();

        var details = (ClassificationDetails)new ModelInspector(batchSize).Inspect(run.Model, run.Validation).Tasks["kind"];
        var other = (ClassificationDetails)new ModelInspector(11).Inspect(run.Model, run.Validation).Tasks["kind"];

        Assert.That(details.Confusion, Is.EqualTo(other.Confusion));
        Assert.That(details.Calibration.ExpectedError, Is.EqualTo(other.Calibration.ExpectedError).Within(1e-6));
    }

    [Test]
    public void WrongRowsComeTheMostConfidentFirst()
    {
        using var run = new TrainingRun();

        var kind = (ClassificationDetails)new ModelInspector(8).Inspect(run.Model, run.Validation).Tasks["kind"];

        var targets = TensorAssert.Doubles(run.Validation.Targets["kind"]);
        Assert.Multiple(() =>
        {
            Assert.That(kind.MostConfidentlyWrong, Is.Not.Empty);
            Assert.That(kind.MostConfidentlyWrong.Select(w => w.Confidence), Is.Ordered.Descending);
            foreach (var wrong in kind.MostConfidentlyWrong)
            {
                Assert.That(wrong.Target, Is.EqualTo(targets[wrong.Row]).And.Not.EqualTo(wrong.Prediction));
                Assert.That(wrong.TargetConfidence, Is.LessThanOrEqualTo(wrong.Confidence));
                Assert.That(wrong.Picture, Is.Null, "six numbers are no picture");
            }
        });
    }

    [Test]
    public void ResidualsAreSummarizedByTheirQuartiles()
    {
        using var scope = torch.NewDisposeScope();
        var task = (Regression)Some.Tasks()[1];
        using var inspection = new RegressionInspection(task);
        var target = torch.zeros([5, 2]);
        inspection.Add(new TaskPass(null!, null, torch.tensor(new float[] { 4, 0, 0, 0, 1, 0, 3, 0, 2, 0 }, [5, 2])), target);

        var residuals = inspection.Compute(Some.Split(5)).Outputs[0].Residuals;

        Assert.That(residuals, Is.EqualTo(new ResidualSummary(2, Math.Sqrt(2), 0, 1, 2, 3, 4)));
    }

    [Test]
    public void PairsAreSpreadOverALargeSplit()
    {
        using var scope = torch.NewDisposeScope();
        using var inspection = new RegressionInspection((Regression)Some.Tasks()[1]);
        var target = torch.arange(2_000, torch.float32).view(1_000, 2);
        inspection.Add(new TaskPass(null!, null, target), target);

        var output = inspection.Compute(Some.Split(1)).Outputs[0];

        Assert.That(output.Targets, Has.Count.EqualTo(RegressionInspection.MostPairs));
        Assert.That((output.Targets[0], output.Targets[^1]), Is.EqualTo((0.0, 1996.0)));
    }

    [TestCase(true, 10)]
    [TestCase(false, 4)]
    public void FiltersThatSeeThePixelsAreShown(bool convolution, int count)
    {
        using var scope = torch.NewDisposeScope();
        using var model = Images(convolution);
        using var split = ImageSplit();

        var filters = new ModelInspector(4).Inspect(model, split).Filters!;

        var weight = TensorAssert.Doubles(model.named_parameters().Single(p => p.name == filters.Parameter).parameter);
        Assert.Multiple(() =>
        {
            Assert.That(filters.Parameter, Does.Match(convolution ? @"^shared\.trunk\.conv1\.weight$" : @"^shared\.trunk\.dense\..*weight$"));
            Assert.That((filters.Count, filters.Pictures.Count), Is.EqualTo(((long)count, count)));
            Assert.That(filters.Scale, Is.EqualTo(weight.Max(Math.Abs)).Within(1e-9));
            Assert.That(filters.Pictures[0].Pixels[0], Is.EqualTo((byte)Math.Round((weight[0] / filters.Scale + 1) * 127.5)));
        });
    }

    [Test]
    public void APictureIsStretchedFromBlackToWhiteWithItsChannelsSideBySide()
    {
        using var scope = torch.NewDisposeScope();
        var input = torch.tensor(new float[] { -1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 }, [3, 2, 2]);

        var picture = Picture.OfInput(input);

        Assert.That((picture.Height, picture.Width, picture.Channels), Is.EqualTo((2, 2, 3)));
        Assert.That(picture.Pixels.Take(3), Is.EqualTo(new byte[] { 0, 255, 128 }));
    }

    [Test]
    public void AnInspectionLeavesNothingAndRestoresTheMode()
    {
        using var run = new TrainingRun();
        run.Model.train();

        var left = LiveTensors.LeftBy(() => new ModelInspector(7).Inspect(run.Model, run.Validation));

        Assert.That(left, Is.Zero);
        Assert.That(run.Model.training);
    }

    private static MultiTaskModel Images(bool convolution)
    {
        TrunkOptions trunk = convolution ? new LeNetOptions() : new MlpTrunkOptions { Hidden = [4] };
        return ModelBuilder.Build(trunk, new HardSharingOptions(), Some.Tasks(), [1, 16, 16], Some.Context());
    }

    private static Split ImageSplit() => new(TestPattern.Tensor([3, 1, 16, 16], 1), new Dictionary<string, torch.Tensor>
    {
        ["kind"] = torch.tensor(new long[] { 0, 1, 2 }),
        ["amount"] = torch.zeros([3, 2]),
    });
}
