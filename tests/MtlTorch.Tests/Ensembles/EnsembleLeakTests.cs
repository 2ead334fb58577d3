using MtlTorch.Ensembles;
using MtlTorch.Ensembles.Averaging;
using MtlTorch.Ensembles.Combining;
using MtlTorch.Ensembles.Diversity;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;

namespace MtlTorch.Tests.Ensembles;

/// <summary>What is fitted, combined and averaged leaves no tensor behind.</summary>
public sealed class EnsembleLeakTests
{
    [Test]
    public void FitsLeaveNothing([Values] CombinationKind kind, [Values] bool classes)
    {
        using var rows = classes ? Outputs.Classes(3, 40) : Outputs.Numbers(3, 40);
        var fit = new CombinationFit(new GreedyOptions { Bags = 2 });

        Assert.That(LiveTensors.LeftBy(() => fit.Fit(kind, rows)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => fit.OutOfSample(kind, rows).Dispose()), Is.Zero);
    }

    [Test]
    public void PredictionsAndTheirFiguresLeaveNothing()
    {
        using var split = Some.Split(20);
        using var ensemble = new EnsemblePredictor(
            [.. Enumerable.Range(1, 3).Select(seed => Some.Model(Some.Context(seed)))], [0, 0, 1], Some.Model().Tasks.ToDictionary(t => t.Name, Combination (_) => new LinearPool(CombinationKind.Weighted, [0.5, 0.5])));
        var evaluation = new EnsembleEvaluation(7);

        Assert.That(LiveTensors.LeftBy(() => ensemble.Predict(split.Inputs).ToList().ForEach(p => p.Dispose())), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => evaluation.Evaluate(ensemble, split)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => evaluation.Outputs(ensemble, split).ToList().ForEach(o => o.Dispose())), Is.Zero);
    }

    [Test]
    public void DiversityAndUncertaintyLeaveNothing()
    {
        using var classes = Outputs.Classes(3, 40);
        using var numbers = Outputs.Numbers(3, 40);

        Assert.That(LiveTensors.LeftBy(() => ClassDiversity.Of(classes)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => NumberDiversity.Of(numbers)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => Uncertainty.OfClasses(classes.Members).Dispose()), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => Uncertainty.OfNumbers(numbers.Members).Dispose()), Is.Zero);
    }

    [Test]
    public void AveragesLeaveNothing()
    {
        using var train = Some.Split(16);
        using var target = Some.Model();
        using var other = Some.Model(Some.Context(2));
        using var images = new MtlTorch.Data.Split(torch.rand([12, 1, 6, 6]), new Dictionary<string, torch.Tensor>());
        var trunk = new ConvTrunkOptions { Blocks = [new ConvBlockOptions { Channels = 2, Norm = Normalization.Batch }] };
        using var normalized = ModelBuilder.Build(trunk, new HardSharingOptions(), [Some.Tasks()[0]], [1, 6, 6], Some.Context());

        Assert.That(LiveTensors.LeftBy(() => WeightAverage.Take(target, [target, other], [0.5, 0.5])), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => NormalizationStatistics.Measure(normalized, images, 4)), Is.Zero);
    }
}
