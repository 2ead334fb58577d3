using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Tests.Modules.Autoencoders;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Steps;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Tasks;

/// <summary>Training the task is, to the last bit, what a loop written by hand does with the autoencoder alone.</summary>
public sealed class SparseAutoencodingTests
{
    private const int Steps = 12;
    private const int Rows = 40;
    private const int BatchSize = 10;

    private static IEnumerable<TestCaseData> Cases()
    {
        foreach (var (name, sparsity) in SomeAutoencoder.Kinds.Append(KeyValuePair.Create<string, SparsityOptions>("kl, set", new KlOptions { Target = 0.1, Over = ActivityEstimate.Set })))
        {
            yield return Case($"{name}, free", sparsity, new DecodingOptions());
            yield return Case($"{name}, tied", sparsity, new DecodingOptions { Tied = true });
        }

        var l1 = new L1Options { Weight = 0.3 };
        yield return Case("a mixture", l1, new DecodingOptions { Decoders = 3 });
        yield return Case("unit directions", l1, new DecodingOptions { NormalizeDecoder = true, RemoveParallelGradient = true });
        yield return Case("unit directions, tied", l1, new DecodingOptions { NormalizeDecoder = true, RemoveParallelGradient = true, Tied = true });
        yield return Case("a penalty that warms up", l1, new DecodingOptions { WarmUp = 7 });
        yield return Case("dead units that learn", new TopKOptions { K = 1 }, new DecodingOptions { DeadAfter = 15, AuxK = new AuxKOptions { K = 3, Weight = 0.5 } });
        yield return Case("logits", new KlOptions { Target = 0.2 }, new DecodingOptions { Loss = ReconstructionLoss.Bce, ReconstructionWeight = 0.5 });
        yield return Case("means", l1, new DecodingOptions { Reduction = ReconstructionReduction.Mean });

        static TestCaseData Case(string name, SparsityOptions sparsity, DecodingOptions decoding) => new TestCaseData(sparsity, decoding).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Cases))]
    public void TrainingEqualsALoopWrittenByHand(SparsityOptions sparsity, DecodingOptions decoding)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(sparsity, decoding);
        using var optimizer = optim.Adam(bench.Twin.parameters(), 0.01);

        for (var step = 0; step < Steps; step++)
        {
            if (step % (Rows / BatchSize) == 0)
            {
                bench.Survey();
                if (sparsity is KlOptions { Over: ActivityEstimate.Set })
                {
                    bench.Twin.MeasureActivity(bench.Batches());
                }
            }

            var input = bench.Batch(step).Inputs;
            var losses = bench.Step.Run(bench.Batch(step)).Losses;
            optimizer.zero_grad();
            var loss = bench.Twin.Loss(input).Total;
            loss.backward();
            bench.Twin.BeforeStep();
            optimizer.step();
            bench.Twin.AfterStep();

            Assert.That(losses.item<float>(), Is.EqualTo(loss.item<float>()), $"step {step}");
        }

        bench.AssertSame();
        Assert.That(bench.Twin.Memory.Steps, Is.EqualTo(Steps));
    }

    [TestCase(false, 1.0)]
    [TestCase(true, 1.0)]
    [TestCase(false, 0.1)]
    [TestCase(true, 0.1)]
    public void ResampledUnitsBeginAnewAndTheOptimizerForgetsThemAlone(bool tied, double sharedRate)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new TopKOptions { K = 1 }, new DecodingOptions { DeadAfter = 25, Tied = tied }, resampleEvery: 3, sharedRate);
        var reborn = 0;
        for (var step = 1; step <= Steps; step++)
        {
            var before = bench.Moments();
            var batch = bench.Batch(step);
            // A twin of the moments as Adam leaves them: what is forgotten is what then is zero in these.
            var dead = bench.DeadAfterThisStep(batch.Inputs);
            bench.Step.Run(batch);
            if (step % 3 != 0 || dead.Length == 0)
            {
                continue;
            }

            reborn += dead.Length;
            foreach (var (name, moments, dimension) in bench.Moments())
            {
                foreach (var moment in moments)
                {
                    var rows = moment.transpose(0, dimension).flatten(start_dim: moment.dim() > 1 ? 1 : 0);
                    for (var unit = 0; unit < SomeAutoencoder.Units; unit++)
                    {
                        var isZero = rows[unit].abs().sum().item<float>() == 0;
                        var was = before.Single(b => b.Name == name).Moments.Count > 0;
                        Assert.That(isZero || !dead.Contains(unit), $"step {step}: {name} of unit {unit} is to be forgotten");
                        Assert.That(!isZero || dead.Contains(unit) || !was || !bench.HasFired(unit), $"step {step}: {name} of unit {unit} is to be kept");
                    }
                }
            }
        }

        Assert.That(reborn, Is.Positive, "or nothing is tested");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void WhatIsFrozenIsNeitherResampledNorNormalizedNorMoved(bool tied)
    {
        using var scope = NewDisposeScope();
        using var bench = new Bench(new BatchTopKOptions { K = 1 }, new DecodingOptions { DeadAfter = 5, Tied = tied, NormalizeDecoder = true }, resampleEvery: 1, frozen: "shared");
        var before = bench.Model.state_dict().Where(p => p.Key.StartsWith("shared", StringComparison.Ordinal)).ToDictionary(p => p.Key, p => p.Value.clone());

        for (var step = 0; step < Steps; step++)
        {
            bench.Step.Run(bench.Batch(step));
        }

        var after = bench.Model.state_dict();
        Assert.That(before, Has.Count.GreaterThan(2));
        foreach (var (name, value) in before)
        {
            TensorAssert.Same(after[name], value, name);
        }
    }

    [Test]
    public void OtherTrunksHaveNoCodeToDecode()
    {
        var task = new SparseAutoencodingOptions().Build("code", Some.Targets);

        Assert.That(
            () => ModelBuilder.Build(new MlpTrunkOptions { Hidden = [4] }, new HardSharingOptions(), [task], Some.InputShape, Some.Context()),
            Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("kind: a sparse autoencoder decodes the code of a trunk of the kind \"sparse-encoder\""));
    }

    private sealed class Bench : IDisposable
    {
        private readonly LearningTask task;
        private readonly FlatParameters flat;
        private readonly TorchSharp.Modules.OptimizerHelper optimizer;
        private readonly Split rows;

        public Bench(SparsityOptions sparsity, DecodingOptions decoding, int? resampleEvery = null, double sharedRate = 1, string? frozen = null)
        {
            var codec = new DenseCodecOptions { Units = SomeAutoencoder.Units };
            task = new SparseAutoencodingOptions { Decoder = decoding, ResampleEvery = resampleEvery }.Build("code", Some.Targets);
            var trunk = new SparseEncoderOptions { Layers = [new SparseLayerOptions { Codec = codec, Sparsity = sparsity }] };
            Model = ModelBuilder.Build(trunk, new HardSharingOptions(), [task], [SomeAutoencoder.Inputs], Some.Context());
            var options = new SparseAutoencoderOptions
            {
                Codec = codec,
                Sparsity = sparsity,
                Center = false,
                Tied = decoding.Tied,
                Decoders = decoding.Decoders,
                Loss = decoding.Loss,
                Reduction = decoding.Reduction,
                ReconstructionWeight = decoding.ReconstructionWeight,
                Output = decoding.Output,
                NormalizeDecoder = decoding.NormalizeDecoder,
                RemoveParallelGradient = decoding.RemoveParallelGradient,
                WarmUp = decoding.WarmUp,
                DeadAfter = decoding.DeadAfter,
                AuxK = decoding.AuxK,
            };
            Twin = options.Build([SomeAutoencoder.Inputs], Some.Context(7));
            Copy();
            Model.Freeze(frozen is null ? [] : [frozen]);
            flat = new FlatParameters(Model.Groups);
            var parts = flat.Parts(group => group.Name == MultiTaskModel.SharedGroup ? sharedRate : 1);
            optimizer = new AdamOptions { Lr = 0.01 }.Build([.. parts.Select(p => p.Values)]);
            Step = TrainingStep.For(new StepParts(Model, flat, optimizer, RateFactors: [.. parts.Select(p => p.Rate)]), new EqualOptions().Build(new(1, new Randomness(1), CPU)));
            using var scope = NewDisposeScope();
            rows = new Split((TestPattern.Tensor([Rows, SomeAutoencoder.Inputs], 5) + 0.5).DetachFromDisposeScope(), new Dictionary<string, Tensor>());
        }

        public MultiTaskModel Model { get; }

        public SparseAutoencoder Twin { get; }

        public TrainingStep Step { get; }

        public Batch Batch(int step) => rows.Slice(step % (Rows / BatchSize) * BatchSize, BatchSize);

        public IEnumerable<Tensor> Batches() => Enumerable.Range(0, Rows / BatchSize).Select(i => Batch(i).Inputs);

        public void Survey()
        {
            using var randomness = new Randomness(1);
            using var made = new MadeTargets([.. Model.Tasks.Select(t => t.Name)], Rows, CPU);
            var setup = new TrainingSetup
            {
                Model = Model,
                Train = rows,
                Randomness = randomness,
                Options = new TrainerOptions { EvaluationBatchSize = BatchSize },
                Optimizer = new AdamOptions(),
                Balancing = new EqualOptions(),
            };
            Surveys.Take(setup, 0, 1, made, CancellationToken.None);
        }

        /// <summary>The units that will not have fired for long enough after a step on a batch.</summary>
        public long[] DeadAfterThisStep(Tensor input)
        {
            using var frozen = no_grad();
            var head = (DecoderHead)Model.Heads[0];
            var silent = head.Memory.get_buffer("silent") + input.size(0);
            var fires = (Model.Represent(input)[0].Features > 0).any(0);
            return ((silent >= 25) & fires.logical_not()).nonzero().flatten().data<long>().ToArray();
        }

        public bool HasFired(int unit) => ((DecoderHead)Model.Heads[0]).Memory.get_buffer("silent")[unit].item<long>() < BatchSize;

        /// <summary>What Adam remembers of each parameter that has units, and the dimension of those.</summary>
        public List<(string Name, List<Tensor> Moments, int Dimension)> Moments()
        {
            var start = 0L;
            var found = new Dictionary<long, List<Tensor>>();
            var pieces = new List<(long Start, Tensor Moment)>();
            foreach (var (part, state) in optimizer.parameters().Zip(optimizer.state_dict().State))
            {
                pieces.AddRange(MtlTorch.Training.Checkpoints.OptimizerState.Moments(state).Select(m => (start, m)));
                start += part.numel();
            }

            return [.. Model.named_parameters().Where(p => !p.name.EndsWith("decoder.bias", StringComparison.Ordinal)).Select(p =>
            {
                var offset = flat.PlaceOf(p.parameter)!.Value;
                var own = pieces.Where(s => s.Start <= offset && offset < s.Start + s.Moment.numel())
                    .Select(s => s.Moment.narrow(0, offset - s.Start, p.parameter.numel()).view(p.parameter.shape).clone()).ToList();
                return (p.name, own, p.name.EndsWith("encoder.weight", StringComparison.Ordinal) ? 1 : 0);
            })];
        }

        public void AssertSame()
        {
            var own = Model.state_dict();
            foreach (var (name, twin) in Twin.state_dict())
            {
                TensorAssert.Same(own[Here(name)], twin, name);
            }
        }

        public void Dispose()
        {
            Step.Dispose();
            optimizer.Dispose();
            flat.Dispose();
            Twin.Dispose();
            Model.Dispose();
            rows.Dispose();
        }

        private void Copy()
        {
            using var frozen = no_grad();
            var own = Model.state_dict();
            foreach (var (name, twin) in Twin.state_dict())
            {
                twin.copy_(own[Here(name)]);
            }
        }

        /// <summary>The name in the model of what the autoencoder alone calls by another.</summary>
        private static string Here(string name) => (name.Split('.')[0] is "encoder" or "sparsity" ? "shared.trunk.layers.0." : "heads.code.") + name;
    }
}
