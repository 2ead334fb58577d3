using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Training.Inspection;

namespace MtlTorch.Tests.Training.Inspection;

/// <summary>What units answer to, as pictures.</summary>
public sealed class UnitPicturesTests
{
    [Test]
    public void ADenseUnitIsAColumnOfTheWeightsDividedByItsLength()
    {
        using var scope = torch.NewDisposeScope();
        using var model = SparseModel.Of(new(), SparseModel.Layer(SparseModel.Dense));

        var found = Inspect(model);
        var units = found.Units.Single();

        // x_ij = W_ij / sqrt(sum_j W_ij^2)
        var column = TensorAssert.Doubles(Weight(model, units.Parameter)[torch.TensorIndex.Colon, 3]);
        var length = Math.Sqrt(column.Sum(w => w * w));
        Assert.Multiple(() =>
        {
            Assert.That((units.Count, units.Pictures.Count), Is.EqualTo((10L, 10)));
            Assert.That(units.Pictures[3].Pixels, Is.EqualTo(column.Select(w => Level(w / length, units.Scale))));
            Assert.That(found.Filters, Is.Null, "neither encoder nor decoder is shown a second time");
        });
    }

    [Test]
    public void AConvolutionalUnitIsItsFilter()
    {
        using var scope = torch.NewDisposeScope();
        using var model = SparseModel.Of(new(), SparseModel.Layer(SparseModel.Conv));

        var units = Inspect(model).Units.Single();

        var filter = TensorAssert.Doubles(Weight(model, units.Parameter)[1].flatten());
        var length = Math.Sqrt(filter.Sum(w => w * w));
        Assert.That((units.Pictures[1].Height, units.Pictures[1].Width), Is.EqualTo((3, 3)));
        Assert.That(units.Pictures[1].Pixels, Is.EqualTo(filter.Select(w => Level(w / length, units.Scale))));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void ADeeperUnitIsASumOfWhatTheUnitsBelowAnswerTo(bool convolution)
    {
        using var scope = torch.NewDisposeScope();
        using var model = SparseModel.Of(new(), SparseModel.Layer(convolution ? SparseModel.Conv : SparseModel.Dense), SparseModel.Layer(SparseModel.Dense with { Units = 5 }));

        var units = Inspect(model).Units[1];

        // With no activation between, a unit's answer to an input is linear: its gradient is the picture.
        var input = torch.zeros([1, 1, 6, 6], requires_grad: true);
        var trunk = (SparseEncoder)model.named_modules().Single(m => m.module is SparseEncoder).module;
        var below = trunk.Layer(0).Encoder.call(input).reshape(1, -1);
        trunk.Layer(1).Encoder.call(below)[0, 2].backward();
        var gradient = TensorAssert.Doubles(input.grad!.flatten());
        var length = Math.Sqrt(gradient.Sum(g => g * g));
        Assert.That(units.Parameter, Is.EqualTo("shared.trunk.layers.1.encoder.weight"));
        Assert.That(units.Pictures[2].Pixels.Select(p => (double)p), Is.EqualTo(gradient.Select(g => (double)Level(g / length, units.Scale))).Within(1));
    }

    [Test]
    public void AtMostTwoHundredAreShown()
    {
        using var model = SparseModel.Of(new(), SparseModel.Layer(SparseModel.Dense with { Units = 201 }));

        var units = Inspect(model).Units.Single();

        Assert.That((units.Count, units.Pictures.Count), Is.EqualTo((201L, 200)));
    }

    [Test]
    public void UnitsOnFeaturesAreNoPicturesButTheFiltersBelowAre()
    {
        var trunk = new SparseEncoderOptions { Below = new MlpTrunkOptions { Hidden = [7] }, Layers = [SparseModel.Layer(SparseModel.Dense)] };
        using var model = SparseModel.Of(trunk, new());

        var found = Inspect(model);

        Assert.That(found.Units, Is.Empty);
        Assert.That(found.Filters!.Parameter, Does.StartWith("shared.trunk.below."));
    }

    private static ModelDetails Inspect(MultiTaskModel model)
    {
        using var split = SparseModel.Images(2);
        return new ModelInspector(2).Inspect(model, split);
    }

    private static torch.Tensor Weight(MultiTaskModel model, string name) => model.named_parameters().Single(p => p.name == name).parameter;

    private static byte Level(double value, double scale) => (byte)Math.Clamp(Math.Round((value / scale + 1) * 127.5), 0, 255);
}
