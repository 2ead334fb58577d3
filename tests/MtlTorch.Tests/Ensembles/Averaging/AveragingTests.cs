using MtlTorch.Data;
using MtlTorch.Ensembles.Averaging;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using TorchSharp.Modules;

namespace MtlTorch.Tests.Ensembles.Averaging;

public sealed class AveragingTests
{
    [Test]
    public void WeightsAreAveragedOneByOne()
    {
        using var scope = torch.NewDisposeScope();
        using var target = Some.Model(Some.Context(3));
        var (a, b) = (Some.Model(Some.Context(1)), Some.Model(Some.Context(2)));
        WeightAverage.Take(target, [a, b], [0.25, 0.75]);

        foreach (var (name, tensor) in target.state_dict())
        {
            TensorAssert.Close(tensor, 0.25 * a.state_dict()[name] + 0.75 * b.state_dict()[name], 1e-6, name);
        }
    }

    [Test]
    public void TheAverageOfOneIsThatOne()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Some.Model();
        using var target = Some.Model(Some.Context(2));
        WeightAverage.Take(target, [model], [1]);

        foreach (var (name, tensor) in target.state_dict())
        {
            TensorAssert.Same(tensor, model.state_dict()[name], name);
        }
    }

    [Test]
    public void OtherArchitecturesAreTold()
    {
        using var plain = Some.Model();
        using var other = ModelBuilder.Build(new MlpTrunkOptions { Hidden = [9] }, new HardSharingOptions(), Some.Tasks(), Some.InputShape, Some.Context());

        Assert.That(WeightAverage.Misfit(plain, other), Does.Contain("not in all of them with the same shape"));
        Assert.That(WeightAverage.Misfit(plain, Some.Model(Some.Context(2))), Is.Null);
    }

    [Test]
    public void MovingWeightsAreThoseOfTheRecursion()
    {
        // m1 = x1; m = 0.9 m + 0.1 x.
        Assert.That(WeightAverage.MovingWeights(3, 0.9), Is.EqualTo(new[] { 0.81, 0.09, 0.1 }).Within(1e-15));
        Assert.That(WeightAverage.MovingWeights(3, 0), Is.EqualTo(new double[] { 0, 0, 1 }));
        Assert.That(WeightAverage.MovingWeights(1, 0.9), Is.EqualTo(new double[] { 1 }));
    }

    [Test]
    public void ASoupTakesWhatDoesNotMakeItWorse()
    {
        // Scores 0.7, 0.9, 0.8: it begins with 1; 2 makes it 0.95 and stays; 0 makes it 0.94 and goes.
        var asked = new List<string>();
        var chosen = GreedySoup.Choose([0.7, 0.9, 0.8], members =>
        {
            asked.Add(string.Join(',', members));
            return members.Contains(0) ? 0.94 : 0.95;
        });

        Assert.That(chosen, Is.EqualTo(new[] { 1, 2 }));
        Assert.That(asked, Is.EqualTo(new[] { "1,2", "1,2,0" }));
    }

    [Test]
    public void NormalizationsGetTheMeanStatisticsOfTheBatches()
    {
        using var scope = torch.NewDisposeScope();
        using var train = new Split(TestPattern.Tensor([12, 1, 6, 6], 1), new Dictionary<string, torch.Tensor> { ["kind"] = torch.zeros([12], torch.int64) });
        var trunk = new ConvTrunkOptions { Blocks = [new ConvBlockOptions { Channels = 2, Norm = Normalization.Batch }] };
        using var model = ModelBuilder.Build(trunk, new HardSharingOptions(), [Some.Tasks()[0]], [1, 6, 6], Some.Context());
        var inputs = new List<torch.Tensor>();
        var layer = model.modules().OfType<BatchNorm2d>().Single();
        layer.register_forward_pre_hook((_, x) =>
        {
            inputs.Add(x.clone().DetachFromDisposeScope());
            return x;
        });

        Assert.That(NormalizationStatistics.Measure(model, train, 6), Is.EqualTo(1));

        var means = inputs.Select(x => x.mean([0, 2, 3])).ToList();
        var variances = inputs.Select(x => x.transpose(0, 1).flatten(1).var(1, unbiased: true)).ToList();
        Assert.That(inputs, Has.Count.EqualTo(2));
        TensorAssert.Close(layer.running_mean, (means[0] + means[1]) / 2, 1e-5);
        TensorAssert.Close(layer.running_var, (variances[0] + variances[1]) / 2, 1e-5);
        Assert.That(layer.training, Is.False);
        inputs.ForEach(x => x.Dispose());
    }

    [Test]
    public void RowsThatLieSortedVaryAsMuchAsOthers()
    {
        using var scope = torch.NewDisposeScope();
        var brightness = torch.linspace(0, 10, 64).view(64, 1, 1, 1);
        using var train = new Split(brightness.expand(64, 1, 6, 6).contiguous(), new Dictionary<string, torch.Tensor> { ["kind"] = torch.zeros([64], torch.int64) });
        var trunk = new ConvTrunkOptions { Blocks = [new ConvBlockOptions { Channels = 1, Norm = Normalization.Batch, Kernel = 1 }] };
        using var model = ModelBuilder.Build(trunk, new HardSharingOptions(), [Some.Tasks()[0]], [1, 6, 6], Some.Context());
        var weight = model.named_parameters().Single(p => p.parameter.dim() == 4).parameter;
        var layer = model.modules().OfType<BatchNorm2d>().Single();

        NormalizationStatistics.Measure(model, train, 16);

        var whole = brightness.flatten().var(unbiased: true).item<float>() * Math.Pow(weight.item<float>(), 2);
        Assert.That(layer.running_var.item<float>(), Is.EqualTo(whole).Within(0.3 * whole), "in their order a sixteenth");
    }

    [Test]
    public void WithoutNormalizationNothingIsMeasured()
    {
        using var train = Some.Split(8);
        using var model = Some.Model();

        Assert.That(NormalizationStatistics.Measure(model, train, 4), Is.Zero);
    }
}
