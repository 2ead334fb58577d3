using MtlTorch.Data;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Tasks;
using MtlTorch.Training.Evaluation;
using MtlTorch.Training.Inspection;

namespace MtlTorch.Tests.Training.Inspection;

/// <summary>What details say of reconstructions and codes, against the metrics and against a forward pass.</summary>
public sealed class ReconstructionInspectionTests
{
    [TestCase("dense")]
    [TestCase("conv")]
    [TestCase("kl")]
    public void FiguresAreThoseOfTheMetrics(string kind)
    {
        using var model = Model(kind);
        using var split = SparseModel.Images(23);

        var found = Inspect(model, split, batchSize: 5);
        var scores = new Evaluator(23).Evaluate(model, split);

        Assert.Multiple(() =>
        {
            Assert.That(found.ExplainedVariance, Is.EqualTo(scores["pixels", "explainedVariance"]).Within(1e-9));
            Assert.That(found.Code!.L0, Is.EqualTo(scores["pixels", "l0"]).Within(1e-9));
            Assert.That((double)found.Code.DeadUnits / found.Code.Units, Is.EqualTo(scores["pixels", "deadFraction"]).Within(1e-9));
            Assert.That(found.Code.Rows, Is.EqualTo(kind == "conv" ? 23 * 4 : 23));
            Assert.That(found.Code.TargetActivity, Is.EqualTo(kind == "kl" ? 0.1 : (double?)null));
        });
    }

    [Test]
    public void UnitsAreCountedWhereTheirMeanActivationLies()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model("kl");
        using var split = SparseModel.Images(9);

        var code = Inspect(model, split, batchSize: 4).Code!;

        var activations = model.Represent(split.Inputs)[0].Code!.Encoded.Code;
        var means = TensorAssert.Doubles(activations.mean([0]));
        var bin = (code.Activity.To - code.Activity.From) / CodeInspection.Bins;
        Assert.Multiple(() =>
        {
            Assert.That(code.MeanActivity, Is.EqualTo(means.Average()).Within(1e-6));
            Assert.That((code.Activity.From, code.Activity.To), Is.EqualTo((0, means.Max())).Within(1e-6));
            for (var i = 0; i < CodeInspection.Bins; i++)
            {
                // The largest mean ends the last bin, and belongs to it.
                var inside = means.Count(m => Math.Min(CodeInspection.Bins - 1, (int)(m / bin + 1e-9)) == i);
                Assert.That(code.Activity.Counts[i], Is.EqualTo(inside), $"bin {i}");
            }
        });
    }

    [Test]
    public void FiringFrequenciesStandInPowersOfTen()
    {
        using var scope = torch.NewDisposeScope();
        using var inspection = new CodeInspection(new TopKOptions { K = 1 }.Build(3));

        // Of 100 codes the first unit fires in 100, the second in 5 and the third in none.
        var code = torch.zeros([100, 3]);
        code[torch.TensorIndex.Colon, 0] = 1;
        code[torch.TensorIndex.Slice(0, 5), 1] = 2;
        inspection.Add(code.narrow(0, 0, 60));
        inspection.Add(code.narrow(0, 60, 40));

        var details = inspection.Compute();

        Assert.Multiple(() =>
        {
            Assert.That((details.Firing.From, details.Firing.To), Is.EqualTo((-2.0, 0.0)));
            Assert.That(details.Firing.Counts, Is.EqualTo(new long[] { 0, 0, 1, 0, 0, 0, 0, 1 }), "0.05 lies between 10^-1.5 and 10^-1.25");
            Assert.That((details.DeadUnits, details.L0), Is.EqualTo((1, 1.05)));
        });
    }

    [Test]
    public void SixteenRowsAreShownEvenlySpreadInTheTonesOfTheirInputs()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model("dense");
        using var split = SparseModel.Images(48);

        var shown = Inspect(model, split, batchSize: 7).Reconstructions;

        var predictions = model.call(split.Inputs)[0];
        Assert.That(shown.Select(r => r.Row), Is.EqualTo(Enumerable.Range(0, 16).Select(i => 3L * i)));
        foreach (var row in shown)
        {
            var input = split.Inputs[row.Row];
            var (low, high) = (input.min().item<float>(), input.max().item<float>());
            Assert.That(row.Input.Pixels, Is.EqualTo(Picture.OfInput(input).Pixels));
            Assert.That(row.Reconstruction.Pixels, Is.EqualTo(Picture.Of(predictions[row.Row], low, high).Pixels));
        }
    }

    [Test]
    public void AReconstructionFromFeaturesIsShownTooAndHasNoCode()
    {
        using var model = Model("dense");
        using var split = SparseModel.Images(3);

        var found = (ReconstructionDetails)new ModelInspector(2).Inspect(model, split).Tasks["again"];

        Assert.That(found.Reconstructions.Select(r => (r.Row, r.Reconstruction.Height)), Is.EqualTo(new[] { (0L, 6), (1L, 6), (2L, 6) }));
        Assert.That(found.Code, Is.Null);
    }

    [Test]
    public void WhatAStackReconstructsIsNoPicture()
    {
        // 36 units below: as many as pixels, and still no image.
        using var model = SparseModel.Of(new(), SparseModel.Layer(SparseModel.Dense with { Units = 36 }), SparseModel.Layer(SparseModel.Dense));
        using var split = SparseModel.Images(4);

        var found = Inspect(model, split, batchSize: 4);

        Assert.That(found.Reconstructions, Is.Empty);
        Assert.That(found.Code!.Units, Is.EqualTo(10));
    }

    [Test]
    public void AnInspectionLeavesNothing()
    {
        using var model = Model("conv");
        using var split = SparseModel.Images(20);

        Assert.That(LiveTensors.LeftBy(() => new ModelInspector(6).Inspect(model, split)), Is.Zero);
    }

    private static ReconstructionDetails Inspect(MultiTaskModel model, Split split, int batchSize) =>
        (ReconstructionDetails)new ModelInspector(batchSize).Inspect(model, split).Tasks["pixels"];

    private static MultiTaskModel Model(string kind) => kind switch
    {
        "conv" => SparseModel.Of(new(), SparseModel.Layer(SparseModel.Conv)),
        "kl" => SparseModel.Of(new(), SparseModel.Layer(SparseModel.Dense, new KlOptions { Target = 0.1 })),
        _ => SparseModel.Of(new(), SparseModel.Layer(SparseModel.Dense)),
    };
}
