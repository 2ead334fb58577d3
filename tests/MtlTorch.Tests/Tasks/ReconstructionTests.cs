using MtlTorch.Data;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tests.Modules.Autoencoders;
using MtlTorch.Training.Evaluation;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Tasks;

/// <summary>Tasks whose target is the inputs: their losses by formula and by differences, their trivial predictions, images.</summary>
public sealed class ReconstructionTests
{
    private static readonly MlpTrunkOptions Narrow = new() { Hidden = [3], Activation = MtlTorch.Modules.Activation.Tanh };

    private static IEnumerable<TestCaseData> Losses()
    {
        yield return Case("mse", new(), (p, x) => (p - x) * (p - x), mean: true);
        yield return Case("mse, summed", new() { Reduction = ReconstructionReduction.Sum }, (p, x) => (p - x) * (p - x), mean: false);
        yield return Case("mse of a sigmoid", new() { Output = ReconstructionOutput.Sigmoid }, (p, x) => Math.Pow(Sigmoid(p) - x, 2), mean: true);
        yield return Case("bce", new() { Loss = ReconstructionLoss.Bce }, (p, x) => -(x * Math.Log(Sigmoid(p)) + (1 - x) * Math.Log(1 - Sigmoid(p))), mean: true);
        yield return Case("bce, summed", new() { Loss = ReconstructionLoss.Bce, Reduction = ReconstructionReduction.Sum }, (p, x) => -(x * Math.Log(Sigmoid(p)) + (1 - x) * Math.Log(1 - Sigmoid(p))), mean: false);

        static TestCaseData Case(string name, ReconstructionOptions options, Func<double, double, double> each, bool mean) =>
            new TestCaseData(options, each, mean).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Losses))]
    public void TheLossIsItsFormula(ReconstructionOptions options, Func<double, double, double> each, bool mean)
    {
        using var scope = NewDisposeScope();
        var task = options.Build("pixels", Some.Targets);
        var (predictions, inputs) = (6 * TestPattern.Tensor([4, 10], 1), TestPattern.Tensor([4, 2, 5], 2) + 0.5);
        var batch = new Batch(inputs, new Dictionary<string, Tensor>());
        var target = task.TargetOf(batch);

        var loss = task.Loss(new TaskPass(null!, null, predictions), target).item<float>();

        Assert.That(target.shape, Is.EqualTo(new[] { 4, 10 }));
        var sum = TensorAssert.Doubles(predictions).Zip(TensorAssert.Doubles(inputs), each).Sum();
        Assert.That(loss, Is.EqualTo(sum / 4 / (mean ? 10 : 1)).Within(1e-4).Percent);
    }

    [TestCaseSource(nameof(Losses))]
    public void BackwardIsTheSlopeOfTheLoss(ReconstructionOptions options, object each, bool mean)
    {
        using var scope = NewDisposeScope();
        using var model = Model(options, Narrow, [6]).to(float64);
        var batch = new Batch(TestPattern.Tensor([5, 6], 3).to(float64) + 0.5, new Dictionary<string, Tensor>());

        Loss().backward();

        foreach (var (name, parameter) in model.named_parameters())
        {
            TensorAssert.Close(parameter.grad!, SomeAutoencoder.Differences(parameter, Loss), 1e-6, name);
        }

        Tensor Loss() => model.Tasks[0].Loss(model.Pass(batch.Inputs)[0], model.Tasks[0].TargetOf(batch));
    }

    [TestCaseSource(nameof(Losses))]
    public void TheTrivialPredictionIsTheMeanInput(ReconstructionOptions options, object each, bool mean)
    {
        using var scope = NewDisposeScope();
        using var model = Model(options, Narrow, [6]);
        using var rows = Images([6]);

        var trivial = new Evaluator(4).EvaluateTrivial(model, rows, rows);

        Assert.That(trivial["task", "explainedVariance"], Is.Zero.Within(1e-5));
        Assert.That(trivial["task", "loss"], Is.GreaterThan(0).And.LessThan(10));
        var deviation = Math.Sqrt(((rows.Inputs - rows.Inputs.mean([0])).square().mean()).item<float>());
        Assert.That(trivial["task", "rmse"], Is.EqualTo(deviation).Within(1e-3).Percent);
    }

    [Test]
    public void PixelsThatAreAlwaysOnOrOffHaveAFiniteTrivialLoss()
    {
        using var scope = NewDisposeScope();
        using var model = Model(new ReconstructionOptions { Loss = ReconstructionLoss.Bce }, Narrow, [6]);
        using var rows = new Split(cat([zeros(4, 3), ones(4, 3)], 1).DetachFromDisposeScope(), new Dictionary<string, Tensor>());

        var trivial = new Evaluator(4).EvaluateTrivial(model, rows, rows);

        Assert.That(trivial["task", "loss"], Is.GreaterThan(0).And.LessThan(1e-4));
        Assert.That(trivial["task", "explainedVariance"], Is.NaN, "nothing varies");
    }

    [TestCase(CodePooling.None, 4 * 6)]
    [TestCase(CodePooling.Mean, 4)]
    [TestCase(CodePooling.Max, 4)]
    public void FiltersGiveACodeAtEachPlace(CodePooling pooling, long features)
    {
        using var scope = NewDisposeScope();
        var trunk = new SparseEncoderOptions
        {
            Layers = [new SparseLayerOptions { Codec = new ConvCodecOptions { Units = 4, Kernel = 2, Stride = 2 }, Sparsity = new TopKOptions { K = 2 } }],
            Pooling = pooling,
        };
        using var model = Model(new SparseAutoencodingOptions(), trunk, [2, 4, 6]);
        using var rows = Images([2, 4, 6]);

        var pass = model.Pass(rows.Inputs)[0];

        Assert.That(trunk.FeaturesOf([2, 4, 6]), Is.EqualTo(features));
        Assert.That(pass.Representation!.Features.shape, Is.EqualTo(new[] { 9, features }));
        Assert.That(pass.Representation.Code!.Encoded.Code.shape, Is.EqualTo(new[] { 9 * 6, 4 }));
        Assert.That(pass.Prediction.shape, Is.EqualTo(new[] { 9, 2, 4, 6 }));
        var places = pass.Representation.Code.Encoded.Code.view(9, 6, 4);
        var expected = pooling switch { CodePooling.None => places.flatten(1), CodePooling.Mean => places.mean([1]), _ => places.amax([1]) };
        TensorAssert.Close(pass.Representation.Features, expected, 0);
        var scores = new Evaluator(4).Evaluate(model, rows);
        Assert.That(scores["task", "l0"], Is.EqualTo((places > 0).sum().item<long>() / 54.0).And.LessThanOrEqualTo(2), "at each place");
        var trivial = new Evaluator(4).EvaluateTrivial(model, rows, rows);
        Assert.That(trivial["task", "explainedVariance"], Is.Zero.Within(1e-5));
        Assert.That(trivial["task", "loss"], Is.Positive);
        Assert.That(trivial["task", "l0"], Is.NaN);
    }

    [Test]
    public void OfAStackTheCodeBelowIsReconstructed()
    {
        using var scope = NewDisposeScope();
        SparseLayerOptions Layer(int units) => new() { Codec = new DenseCodecOptions { Units = units }, Sparsity = new TopKOptions { K = 2 } };
        using var model = Model(new SparseAutoencodingOptions { Decoder = new() { Decoders = 2 } }, new SparseEncoderOptions { Layers = [Layer(7), Layer(5)] }, [2, 4, 6]);
        using var rows = Images([2, 4, 6]);

        var pass = model.Pass(rows.Inputs)[0];

        Assert.That(pass.Representation!.Code!.Source.shape, Is.EqualTo(new[] { 9, 7 }));
        Assert.That(pass.Prediction.shape, Is.EqualTo(new[] { 9, 2, 7 }), "of each decoder");
        var scores = new Evaluator(4).Evaluate(model, rows);
        Assert.That(scores["task", "rmse"], Is.Positive);
        var trivial = new Evaluator(4).EvaluateTrivial(model, rows, rows);
        Assert.That(trivial.Tasks["task"].Values, Is.All.NaN, "what is reconstructed is learnt itself");
    }

    [Test]
    public void ASecondLayerSeesNoImages() => Assert.That(
        () => new SparseEncoderOptions { Layers = [new() { Codec = new ConvCodecOptions() }, new() { Codec = new ConvCodecOptions() }] }.FeaturesOf([1, 9, 9]),
        Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("layers[1].codec: the conv codec needs images"));

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static MultiTaskModel Model(TaskOptions task, TrunkOptions trunk, long[] shape) =>
        ModelBuilder.Build(trunk, new HardSharingOptions(), [task.Build("task", Some.Targets)], shape, Some.Context());

    private static Split Images(long[] shape)
    {
        using var scope = NewDisposeScope();
        return new Split((TestPattern.Tensor([9, .. shape], 4) + 0.5).DetachFromDisposeScope(), new Dictionary<string, Tensor>());
    }
}
