using FsCheck.Fluent;
using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Modules;

public sealed class TabularTrunkTests
{
    private const float Gap = float.NaN;

    private static readonly InputDescription Inputs = new(
        [4], [new NumberColumn("age", HasMissing: true), new CategoryColumn("work", ["a", "b", "c"]), new NumberColumn("size"), new CategoryColumn("city", [.. Enumerable.Range(0, 120).Select(i => $"{i}")])]);

    [Test]
    public void FeaturesAreNumbersAndVectorsOfHalfTheCategoriesAtMostFifty()
    {
        var options = new TabularTrunkOptions { Hidden = [] };

        Assert.That(options.FeaturesOf(Inputs), Is.EqualTo(2 + 2 + 50));
        Assert.That((options with { MissingIndicators = true }).FeaturesOf(Inputs), Is.EqualTo(3 + 2 + 50), "only age has gaps");
        Assert.That((options with { Embedding = 7 }).FeaturesOf(Inputs), Is.EqualTo(2 + 7 + 7));
        Assert.That((options with { Hidden = [9, 5] }).FeaturesOf(Inputs), Is.EqualTo(5));
        Assert.That(options.FeaturesOf([6]), Is.EqualTo(6), "where columns are not known all are numbers");
    }

    [Test]
    public void WhatItGivesHasAsManyFeaturesAsItSays() => Properties.Hold(
        from hidden in Gen.Choose(1, 9).ArrayOf()
        from indicators in Gen.Elements(true, false)
        from embedding in Gen.Choose(0, 5)
        select new TabularTrunkOptions { Hidden = hidden, MissingIndicators = indicators, Embedding = embedding == 0 ? null : embedding },
        options =>
        {
            using var scope = NewDisposeScope();
            using var trunk = options.Build(Inputs, Some.Context());

            Assert.That(trunk.call(Rows()).shape, Is.EqualTo(new[] { 3, options.FeaturesOf(Inputs) }));
            Assert.That(trunk.Features, Is.EqualTo(options.FeaturesOf(Inputs)));
        },
        count: 30);

    [Test]
    public void NumbersAreStandardizedByTheTrainingRowsAndGapsAreTheMean()
    {
        using var scope = NewDisposeScope();
        using var trunk = Fitted(new() { Hidden = [] }, Numbers(2), [1, 10, 3, 10, Gap, 10]);

        var given = trunk.call(tensor([3f, 12, Gap, 10], [2, 2]));

        Assert.That(given.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 0, 0 }).Within(1e-6), "mean 2 and deviation 1 of what is present; a constant has deviation 1");
    }

    [Test]
    public void NumbersAsTheyAreHaveTheirGapsFilledWithTheMean()
    {
        using var scope = NewDisposeScope();
        using var trunk = Fitted(new() { Hidden = [], Standardize = false }, Numbers(2), [1, 10, 3, 10, Gap, 10]);

        Assert.That(trunk.call(tensor([3f, 12, Gap, 10], [2, 2])).data<float>().ToArray(), Is.EqualTo(new float[] { 3, 12, 2, 10 }));
    }

    [Test]
    public void AMissingNumberIsIndicated()
    {
        using var scope = NewDisposeScope();
        using var trunk = Fitted(new() { Hidden = [], MissingIndicators = true }, new([2], [new NumberColumn("a"), new NumberColumn("b", true)]), [1, 1, 3, 3]);

        Assert.That(trunk.call(tensor([3f, 3, 1, Gap], [2, 2])).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1, 0, -1, 0, 1 }).Within(1e-6));
    }

    [Test]
    public void LargeNumbersThatHardlyVaryAreStandardizedExactly() => Properties.Hold(
        from offset in Gen.Choose(-1_000_000, 1_000_000)
        from scale in Gen.Choose(1, 1_000)
        select (offset, scale),
        c =>
        {
            using var scope = NewDisposeScope();
            var values = Enumerable.Range(0, 20).Select(i => (float)(c.offset + (c.scale * i))).ToArray();
            using var trunk = Fitted(new() { Hidden = [] }, Numbers(1), values);

            var given = trunk.call(tensor(values, [20, 1])).to(float64);

            Assert.That(given.mean().item<double>(), Is.Zero.Within(1e-2));
            Assert.That(given.std(unbiased: false).item<double>(), Is.EqualTo(1).Within(1e-2));
        });

    [Test]
    public void ACategoryThatNoTrainingRowHasIsLikeAMissingOne()
    {
        using var scope = NewDisposeScope();
        using var trunk = Fitted(new() { Hidden = [] }, new([1], [new CategoryColumn("work", ["a", "b", "c"])]), [0, 2, Gap]);
        Initialization.Reset(trunk, Some.Context().Generator("weights"));

        var vectors = trunk.call(tensor([0f, 1, 2, Gap], [4, 1]));

        Assert.That(vectors[1].equal(vectors[3]).all().item<bool>(), "b occurs in no training row");
        Assert.That(vectors[3].abs().sum().item<float>(), Is.Zero, "the unknown begins as zeros");
        Assert.That(vectors[0].equal(vectors[2]).any().item<bool>(), Is.False);
    }

    [Test]
    public void UnknownCategoriesLearnNothingUnlessTrainingRowsLackTheirs()
    {
        using var scope = NewDisposeScope();
        using var trunk = Fitted(new() { Hidden = [] }, new([1], [new CategoryColumn("work", ["a", "b", "c"])]), [0, 2]);
        Initialization.Reset(trunk, Some.Context().Generator("weights"));

        trunk.call(tensor([0f, 2], [2, 1])).sum().backward();

        var gradient = trunk.parameters().Single().grad!;
        Assert.That(gradient.abs().sum(dim: 1).data<float>().ToArray().Select(g => g > 0), Is.EqualTo(new[] { false, true, false, true }));
    }

    [Test]
    public void WithoutLayersAndCategoriesItHasNothingToLearn()
    {
        using var trunk = new TabularTrunkOptions { Hidden = [] }.Build(Numbers(3), Some.Context());

        Assert.That(trunk.parameters(), Is.Empty);
        Assert.That(trunk.named_buffers().Select(b => b.name), Is.EqualTo(new[] { "numbers.mean", "numbers.deviation" }), "what it knows of the training rows travels with the weights");
    }

    [Test]
    public void InitialWeightsComeFromTheRunsSeedAlone()
    {
        float[] Weights(long seed)
        {
            using var model = ModelBuilder.Build(new TabularTrunkOptions(), new HardSharingOptions(), Some.Tasks(), Inputs, Some.Context(seed));
            using var scope = NewDisposeScope();
            return [.. model.parameters().SelectMany(p => p.data<float>().ToArray())];
        }

        Assert.That(Weights(1), Is.EqualTo(Weights(1).ToArray()));
        Assert.That(Weights(2), Is.Not.EqualTo(Weights(1)));
    }

    [Test]
    public void TrunksThatKnowShapesAloneRefuseCategoriesAndGaps()
    {
        Assert.That(() => new MlpTrunkOptions().FeaturesOf(Inputs), Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(
            "kind: this trunk takes inputs as plain numbers; the data set has categories in work, city, and missing values in age. " +
            "Use the trunk \"tabular\", which embeds categories and fills gaps, or give these columns the role \"ignore\"."));
        Assert.That(() => new MlpTrunkOptions().FeaturesOf(Numbers(3)), Throws.Nothing);
        Assert.That(() => new SparseEncoderOptions().FeaturesOf(Inputs), Throws.TypeOf<InvalidOptionException>());
        Assert.That(() => new SparseEncoderOptions { Below = new TabularTrunkOptions() }.FeaturesOf(Inputs), Throws.Nothing);
        Assert.That(() => new TabularTrunkOptions().FeaturesOf([3, 8, 8]), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("needs rows of a table"));
    }

    [Test]
    public void TasksThatComputeWithInputsRefuseCategoriesAndGaps()
    {
        MultiTaskModel Build(LearningTask task) => ModelBuilder.Build(new TabularTrunkOptions(), new HardSharingOptions(), [.. Some.Tasks(), task], Inputs, Some.Context());

        Assert.That(() => Build(new ReconstructionOptions().Build("again", Some.Targets)), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("a reconstruction takes inputs as plain numbers"));
        Assert.That(() => Build(new ConsistencyOptions { With = "kind", Noise = 1 }.Build("same", Some.Targets)), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("noise of a consistency task takes"));
        Assert.That(() => Build(new ConsistencyOptions { With = "kind" }.Build("same", Some.Targets)).Dispose(), Throws.Nothing);
    }

    [Test]
    public void NothingIsLeftBehind()
    {
        using var scope = NewDisposeScope();
        using var trunk = new TabularTrunkOptions { MissingIndicators = true }.Build(Inputs, Some.Context());
        using var rows = Rows();

        Assert.That(LiveTensors.LeftBy(() => ((IFitsInputs)trunk.modules().First(m => m is IFitsInputs)).Fit(rows)), Is.Zero);
        Assert.That(LiveTensors.LeftBy(() => trunk.call(rows).Dispose()), Is.Zero);
    }

    private static InputDescription Numbers(int count) => new([count], [.. Enumerable.Range(0, count).Select(i => new NumberColumn($"n{i}"))]);

    private static Tensor Rows() => tensor([30f, 0, 1.5f, 119, Gap, 2, 2, 0, 50, Gap, 3, Gap], [3, 4]);

    private static Trunk Fitted(TabularTrunkOptions options, InputDescription inputs, float[] training)
    {
        var trunk = options.Build(inputs, Some.Context());
        foreach (var fitted in trunk.modules().OfType<IFitsInputs>())
        {
            fitted.Fit(tensor(training, [training.Length / inputs.Shape[0], inputs.Shape[0]]));
        }

        return trunk;
    }
}
