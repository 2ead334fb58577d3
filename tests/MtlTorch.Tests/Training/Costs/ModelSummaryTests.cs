using MtlTorch.Modules;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Costs;

namespace MtlTorch.Tests.Training.Costs;

/// <summary>Parameters, multiply-adds and shapes, against figures worked out by hand.</summary>
public sealed class ModelSummaryTests
{
    [Test]
    public void OfALeNetEachModuleIsCounted()
    {
        var summary = Summarize(new LeNetOptions(), [1, 28, 28], hidden: [50]);

        Assert.That(summary.Modules.Select(m => (m.Name, m.Kind, ShapeText.Format(m.Output!), m.Parameters, m.MultiplyAdds)), Is.EqualTo(new[]
        {
            ("shared.trunk.conv1", "Conv2d", "[10, 24, 24]", (10 * 1 * 5 * 5) + 10L, (long?)(10 * 24 * 24) * (1 * 5 * 5)),
            ("shared.trunk.conv2", "Conv2d", "[20, 8, 8]", (20 * 10 * 5 * 5) + 20L, (20 * 8 * 8) * (10 * 5 * 5)),
            ("shared.trunk.dense", "Linear", "[50]", (320 * 50) + 50L, 320 * 50),
            ("heads.kind.dense.layers.0", "Linear", "[50]", (50 * 50) + 50L, 50 * 50),
            ("heads.kind.dense.layers.1", "Linear", "[3]", (50 * 3) + 3L, 50 * 3),
            ("heads.amount.inner.dense.layers.0", "Linear", "[50]", (50 * 50) + 50L, 50 * 50),
            ("heads.amount.inner.dense.layers.1", "Linear", "[2]", (50 * 2) + 2L, 50 * 2),
        }));
        Assert.That(summary.MultiplyAdds, Is.EqualTo(144_000 + 320_000 + 16_000 + 2_500 + 150 + 2_500 + 100));
    }

    [Test]
    public void StridePaddingAndNormalizationAreSeen()
    {
        var trunk = new ConvTrunkOptions
        {
            Blocks =
            [
                new ConvBlockOptions { Channels = 8, Kernel = 3, Stride = 2, Padding = 1, Pool = 1, Norm = Normalization.Batch },
                new ConvBlockOptions { Channels = 6, Kernel = 5, Padding = 0, Pool = 2, Norm = Normalization.Group },
            ],
            Dense = [7],
        };
        var summary = Summarize(trunk, [3, 20, 30], hidden: []);

        // 20 x 30 becomes 10 x 15 by the stride, 6 x 11 without padding, 3 x 5 by the pooling.
        Assert.That(summary.Modules.Take(5).Select(m => (m.Kind, ShapeText.Format(m.Output!), m.Parameters, m.MultiplyAdds)), Is.EqualTo(new[]
        {
            ("Conv2d", "[8, 10, 15]", 8 * 3 * 9L, (long?)(8 * 10 * 15) * (3 * 9)),
            ("BatchNorm2d", "[8, 10, 15]", 16L, 0),
            ("Conv2d", "[6, 6, 11]", (6 * 8 * 25) + 6L, (6 * 6 * 11) * (8 * 25)),
            ("GroupNorm", "[6, 6, 11]", 12L, 0),
            ("Linear", "[7]", (6 * 3 * 5 * 7) + 7L, 6 * 3 * 5 * 7),
        }));
        Assert.That(summary.Modules.Select(m => m.MultiplyAdds), Has.None.Null);
    }

    [Test]
    public void OfAPerceptronTheActivationsAreTheFeatures()
    {
        var summary = Summarize(new MlpTrunkOptions { Hidden = [32, 16] }, [3, 4, 5], hidden: []);

        Assert.Multiple(() =>
        {
            Assert.That(summary.MultiplyAdds, Is.EqualTo((60 * 32) + (32 * 16) + (16 * 3) + (16 * 2)));
            Assert.That(summary.ActivationBytes, Is.EqualTo(4 * (32 + 16 + 3 + 2)), "the batch, in another shape, is none; features count once for all heads");
            Assert.That(summary.LargestActivation, Is.EqualTo(4 * 32));
        });
    }

    [Test]
    public void DropoutKeepsAMaskAndAnOutput()
    {
        var without = Summarize(new MlpTrunkOptions { Hidden = [32] }, [6], hidden: []);
        var with = Summarize(new MlpTrunkOptions { Hidden = [32], Dropout = 0.5 }, [6], hidden: []);

        Assert.That(with.ActivationBytes - without.ActivationBytes, Is.EqualTo(2 * 4 * 32));
    }

    [Test]
    public void AMaximumKeepsItsIndices()
    {
        var summary = Summarize(new LeNetOptions(), [1, 28, 28], hidden: []);
        var (stages, pooled, ends) = ((10 * 24 * 24) + (20 * 8 * 8), (10 * 12 * 12) + (20 * 4 * 4), 50 + 3 + 2);

        Assert.That(summary.ActivationBytes, Is.EqualTo((4 * (stages + pooled + ends)) + (8 * pooled)));
    }

    [Test]
    public void TheParametersAreThoseThatTheOptimizerSteps()
    {
        foreach (var trunk in new TrunkOptions[] { new LeNetOptions(), new MlpTrunkOptions(), new ConvTrunkOptions { Blocks = [new() { Channels = 5, Norm = Normalization.Batch }] } })
        {
            using var model = Model(trunk, [1, 28, 28], [9]);
            var summary = Summarize(model, [1, 28, 28]);
            using var flat = new FlatParameters(model.Groups);

            Assert.That(summary.Parameters, Is.EqualTo(flat.Count), trunk.GetType().Name);
        }
    }

    [Test]
    public void TheModelDoesNotNotice()
    {
        var trunk = new ConvTrunkOptions { Blocks = [new() { Channels = 5, Norm = Normalization.Batch, Dropout = 0.5 }] };
        using var model = Model(trunk, [1, 12, 12], []);
        model.train();
        var before = model.state_dict().Values.SelectMany(TestSupport.TensorAssert.Bytes).ToArray();

        Summarize(model, [1, 12, 12]);

        Assert.Multiple(() =>
        {
            Assert.That(model.training, Is.True);
            Assert.That(model.state_dict().Values.SelectMany(TestSupport.TensorAssert.Bytes), Is.EqualTo(before));
            Assert.That(model.parameters().Any(p => p.grad is not null), Is.False);
        });
    }

    [Test]
    public void OfASparseCodeEncoderAndDecodersAreCounted()
    {
        var layer = new SparseLayerOptions { Codec = new ConvCodecOptions { Units = 8, Kernel = 5, Stride = 2 }, Sparsity = new JumpReluOptions() };
        var summary = SummarizeCode(new() { Layers = [layer] }, new() { Decoders = 2 });
        long products = (12 * 12) * 8 * (5 * 5);

        Assert.That(summary.Modules.Select(m => (m.Name, m.Kind, ShapeText.Format(m.Output!), m.Parameters, m.MultiplyAdds)), Is.EqualTo(new[]
        {
            ("shared.trunk.layers.0.encoder", "CodeEncoder", "[144, 8]", (8 * 5 * 5) + 8L, (long?)products),
            ("shared.trunk.layers.0.sparsity", "JumpRelu", "[144, 8]", 8L, 0),
            ("heads.code.decoder", "MixtureDecoder", "[2, 1, 28, 28]", 2L, 0),
            ("heads.code.decoder.decoders.0", "PlainDecoder", "[1, 28, 28]", (8 * 5 * 5) + 1L, products),
            ("heads.code.decoder.decoders.1", "PlainDecoder", "[1, 28, 28]", (8 * 5 * 5) + 1L, products),
        }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ADenseDecoderMultipliesAsOftenAsItsEncoderTiedOrNot(bool tied)
    {
        var layer = new SparseLayerOptions { Codec = new DenseCodecOptions { Units = 16 }, Sparsity = new L1Options() };
        var summary = SummarizeCode(new() { Layers = [layer] }, new() { Tied = tied });

        Assert.That(summary.Modules.Select(m => m.MultiplyAdds), Is.EqualTo(new long?[] { 784 * 16, 784 * 16 }));
        Assert.That(summary.ActivationBytes, Is.EqualTo(4 * (16 + (new L1(new L1Options(), 16).HeldCopies * 16) + (2 * 784))), "pre-activations, what the sparsity holds, reconstructions and differences");
    }

    [Test]
    public void WhatNobodyCanCountIsSaid()
    {
        using var model = new MultiTaskModel(new Scaled(), [Some.Tasks()[0]], [new MlpHeadOptions().Build(6, 3, Some.Context())]);
        var summary = Summarize(model, [6]);

        Assert.Multiple(() =>
        {
            Assert.That(summary.Modules[0], Is.EqualTo(new ModuleCost("shared", "Scaled", null, 6, null)));
            Assert.That(summary.Modules.Select(m => m.MultiplyAdds), Has.Some.Null);
            Assert.That(summary.MultiplyAdds, Is.EqualTo(6 * 3));
        });
    }

    private static ModelSummary Summarize(TrunkOptions trunk, long[] inputShape, int[] hidden)
    {
        using var model = Model(trunk, inputShape, hidden);
        return Summarize(model, inputShape);
    }

    private static ModelSummary SummarizeCode(SparseEncoderOptions trunk, DecodingOptions decoder)
    {
        var task = new SparseAutoencodingOptions { Decoder = decoder }.Build("code", Some.Targets);
        using var model = ModelBuilder.Build(trunk, new HardSharingOptions(), [task], [1, 28, 28], Some.Context());
        return Summarize(model, [1, 28, 28]);
    }

    private static ModelSummary Summarize(MultiTaskModel model, long[] inputShape)
    {
        using var row = torch.ones([1, .. inputShape]);
        return ModelSummary.Of(model, row);
    }

    private static MultiTaskModel Model(TrunkOptions trunk, long[] inputShape, int[] hidden)
    {
        var head = new MlpHeadOptions { Hidden = hidden };
        return ModelBuilder.Build(trunk, new HardSharingOptions(), Some.Tasks(new() { Head = head }, new() { Head = head }), inputShape, Some.Context());
    }

    /// <summary>A shared part with parameters of its own: a factor per input.</summary>
    private sealed class Scaled : SharingArchitecture
    {
        private readonly TorchSharp.Modules.Parameter factors = new(torch.ones([6]));

        public Scaled()
            : base(nameof(Scaled)) => RegisterComponents();

        public override long FeaturesOf(int task) => 6;

        public override Representation[] forward(torch.Tensor input) => [new(input * factors)];
    }
}
