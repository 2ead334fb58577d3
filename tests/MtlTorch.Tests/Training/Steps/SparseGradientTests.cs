using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Data;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Tests.Modules.Autoencoders;
using MtlTorch.Training.Steps;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Training.Steps;

/// <summary>
/// A classification and a sparse autoencoder on one code. Cut between trunk and heads, the tasks' gradients are those of plain back-propagation through the
/// whole graph, whatever a loss reads of the trunk by itself.
/// </summary>
public sealed class SparseGradientTests
{
    private static readonly ConvCodecOptions Conv = new() { Units = 4, Kernel = 2, Padding = 1, Stride = 2 };

    private static IEnumerable<TestCaseData> Cases()
    {
        foreach (var (name, sparsity) in SomeAutoencoder.Kinds)
        {
            yield return Case(name, sparsity, new DecodingOptions());
            yield return Case($"{name}, tied", sparsity, new DecodingOptions { Tied = true });
        }

        yield return Case("l1, dead units that learn", SomeAutoencoder.Kinds["l1"], new DecodingOptions { DeadAfter = 1, AuxK = new AuxKOptions { K = 2, Weight = 0.5 } });
        yield return Case("l1, filters", SomeAutoencoder.Kinds["l1"], new DecodingOptions(), Conv, CodePooling.None);
        yield return Case("l1, filters, mean", SomeAutoencoder.Kinds["l1"], new DecodingOptions(), Conv, CodePooling.Mean);
        yield return Case("kl, filters, largest, tied", SomeAutoencoder.Kinds["kl"], new DecodingOptions { Tied = true }, Conv, CodePooling.Max);

        static TestCaseData Case(string name, SparsityOptions sparsity, DecodingOptions decoding, ConvCodecOptions? conv = null, CodePooling pooling = CodePooling.None) =>
            new TestCaseData(sparsity, decoding, conv, pooling).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Cases))]
    public void EachTasksGradientIsThatOfPlainBackPropagation(SparsityOptions sparsity, DecodingOptions decoding, ConvCodecOptions? conv, CodePooling pooling)
    {
        using var scope = NewDisposeScope();
        var method = new Seeing();
        using var bench = new Bench(method, sparsity, decoding, conv, pooling);

        bench.Step.Run(bench.Rows.Slice(0, 8));

        var kind = bench.Plain(0, 0);
        var code = bench.Plain(1, 0);
        TensorAssert.Close(method.Jacobian[0], kind[MultiTaskModel.SharedGroup], 1e-5, "classification");
        TensorAssert.Close(method.Jacobian[1], code[MultiTaskModel.SharedGroup], 1e-5, "autoencoder");
        TensorAssert.Close(bench.Gradient("kind"), kind["kind"], 1e-5);
        TensorAssert.Close(bench.Gradient("code"), code["code"], 1e-5);
        Assert.That(code[MultiTaskModel.SharedGroup].abs().max().item<float>(), Is.GreaterThan(1e-3), "or nothing is tested");
        Assert.That(code["kind"].abs().max().item<float>(), Is.Zero);
    }

    [TestCaseSource(nameof(Cases))]
    public void ThreeBatchesAreWeighedAsTheyShouldOrTheMethodIsRefused(SparsityOptions sparsity, DecodingOptions decoding, ConvCodecOptions? conv, CodePooling pooling)
    {
        using var scope = NewDisposeScope();
        var method = new Cross();
        if (decoding.Tied || sparsity is JumpReluOptions or GatedOptions)
        {
            Assert.That(
                () => new Bench(method, sparsity, decoding, conv, pooling),
                Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("the loss of 'code' reads parameters of the shared part by itself, which this method cannot weigh."));
            return;
        }

        using var bench = new Bench(method, sparsity, decoding, conv, pooling);
        var (first, second) = (bench.Plain(0, 0)[MultiTaskModel.SharedGroup], bench.Plain(1, 8)[MultiTaskModel.SharedGroup]);
        var (kind, code) = (bench.Plain(0, 16), bench.Plain(1, 16));

        bench.Step.Run(bench.Rows.Slice(0, 8), bench.Rows.Slice(8, 8), bench.Rows.Slice(16, 8));

        Assert.That(method.Seen![0, 1], Is.EqualTo(first.dot(second).item<float>()).Within(1e-3).Percent.Or.EqualTo(first.dot(second).item<float>()).Within(1e-5));
        TensorAssert.Close(bench.Gradient(MultiTaskModel.SharedGroup), kind[MultiTaskModel.SharedGroup] * 3 + code[MultiTaskModel.SharedGroup] * 0.5, 1e-5);
        TensorAssert.Close(bench.Gradient("code"), code["code"], 1e-5);
    }

    [TestCaseSource(nameof(Cases))]
    public void GradientsOfTheFeaturesTellAllOrAreRefused(SparsityOptions sparsity, DecodingOptions decoding, ConvCodecOptions? conv, CodePooling pooling)
    {
        using var scope = NewDisposeScope();
        var method = new Seeing();
        if (decoding.Tied || decoding.AuxK is not null || conv is not null || sparsity is JumpReluOptions or GatedOptions)
        {
            Assert.That(
                () => new Bench(method, sparsity, decoding, conv, pooling, GradientSource.Representation),
                Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(
                    "gradients: the loss of 'code' reads more of the shared part than its features, so gradients of the features do not tell all. Use \"shared\"."));
            return;
        }

        using var bench = new Bench(method, sparsity, decoding, conv, pooling, GradientSource.Representation);
        bench.Step.Run(bench.Rows.Slice(0, 8));

        // The method takes the sum, so that the trunk gets the sum of the tasks' gradients.
        var sum = bench.Plain(0, 0)[MultiTaskModel.SharedGroup] + bench.Plain(1, 0)[MultiTaskModel.SharedGroup];
        TensorAssert.Close(bench.Gradient(MultiTaskModel.SharedGroup), sum, 1e-5);
    }

    [TestCase("equal")]
    [TestCase("pcgrad")]
    [TestCase("mgda")]
    [TestCase("imtl-g")]
    [TestCase("cagrad")]
    [TestCase("gradnorm")]
    public void TheMethodsTrainSuchModels(string name)
    {
        BalancingOptions balancing = name switch
        {
            "equal" => new MtlTorch.Balancing.Weighting.EqualOptions(),
            "pcgrad" => new PcGradOptions(),
            "mgda" => new MgdaOptions { Gradients = GradientSource.Shared },
            "imtl-g" => new ImtlGOptions { Gradients = GradientSource.Shared },
            "cagrad" => new CaGradOptions(),
            _ => new GradNormOptions { Gradients = GradientSource.Shared },
        };
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(3);
        using var bench = new Bench(balancing.Build(new BalancingContext(2, randomness, CPU)), SomeAutoencoder.Kinds["jump-relu"], new DecodingOptions { Tied = true }, null, CodePooling.None, rate: 0.02);

        var first = TensorAssert.Doubles(bench.Step.Run(bench.Rows.Slice(0, 24)).Losses);
        for (var step = 0; step < 80; step++)
        {
            bench.Step.Run(bench.Rows.Slice(0, 24));
        }

        var last = TensorAssert.Doubles(bench.Step.Run(bench.Rows.Slice(0, 24)).Losses);
        Assert.That(last[0], Is.LessThan(first[0]));
        Assert.That(last[1], Is.LessThan(first[1]));
    }

    /// <summary>Notes the gradients and follows their sum.</summary>
    private sealed class Seeing : IGradientAggregation
    {
        public Tensor Jacobian { get; private set; } = null!;

        public Aggregate Aggregate(Tensor jacobian, Tensor losses)
        {
            Jacobian = jacobian.clone();
            return new Aggregate(jacobian.sum(dim: 0));
        }
    }

    private sealed class Cross : ICrossGramianWeighting
    {
        public double[,]? Seen { get; private set; }

        public double[] Weights(double[,] products)
        {
            Seen = products;
            return [3, 0.5];
        }
    }

    private sealed class Bench : IDisposable
    {
        private readonly FlatParameters flat;
        private readonly Dictionary<string, Tensor> initial;
        private readonly TorchSharp.Modules.OptimizerHelper optimizer;

        public Bench(IBalancingMethod method, SparsityOptions sparsity, DecodingOptions decoding, ConvCodecOptions? conv, CodePooling pooling, GradientSource source = GradientSource.Shared, double rate = 1e-12)
        {
            long[] shape = conv is null ? [6] : [1, 2, 3];
            IReadOnlyList<LearningTask> tasks =
            [
                new ClassificationOptions { Target = "kind" }.Build("kind", Some.Targets),
                new SparseAutoencodingOptions { Decoder = decoding }.Build("code", Some.Targets),
            ];
            var trunk = new SparseEncoderOptions
            {
                Layers = [new SparseLayerOptions { Codec = conv is null ? new DenseCodecOptions { Units = SomeAutoencoder.Units } : conv, Sparsity = sparsity }],
                Pooling = pooling,
            };
            Model = ModelBuilder.Build(trunk, new HardSharingOptions(), tasks, shape, Some.Context());
            if (decoding.AuxK is not null)
            {
                ((DecoderHead)Model.Heads[1]).Memory.get_buffer("silent").fill_(5);
            }

            initial = Model.named_buffers().ToDictionary(b => b.name, b => b.buffer.clone());
            flat = new FlatParameters(Model.Groups);
            optimizer = optim.SGD([flat.Values], rate);
            Step = TrainingStep.For(new StepParts(Model, flat, optimizer), method, source);
            var plain = Some.Split(40);
            Rows = conv is null ? plain : new Split(plain.Inputs.view([40, .. shape]).DetachFromDisposeScope(), plain.Targets);
        }

        public MultiTaskModel Model { get; }

        public Split Rows { get; }

        public TrainingStep Step { get; }

        public Tensor Gradient(string group) => flat.GradientOf(flat.Groups.First(g => g.Name == group)).clone();

        /// <summary>The gradients of one task's loss by groups, through the graph as a whole, with the memory of before the step.</summary>
        public Dictionary<string, Tensor> Plain(int task, long start)
        {
            var kept = flat.Gradient.clone();
            var memory = Model.named_buffers().ToDictionary(b => b.name, b => b.buffer.clone());
            Rewind();
            flat.ZeroGradient();
            var batch = Rows.Slice(start, 8);
            var pass = Model.Pass(batch.Inputs)[task];
            Model.Tasks[task].Loss(pass, Model.Tasks[task].TargetOf(batch)).backward();
            var gradients = flat.Groups.ToDictionary(g => g.Name, g => Gradient(g.Name));
            using var frozen = no_grad();
            flat.Gradient.copy_(kept);
            foreach (var (name, buffer) in Model.named_buffers())
            {
                buffer.copy_(memory[name]);
            }

            return gradients;
        }

        public void Dispose()
        {
            Step.Dispose();
            optimizer.Dispose();
            flat.Dispose();
            Model.Dispose();
            Rows.Dispose();
        }

        /// <summary>What the step has remembered is forgotten again: loss and penalty are to be those that it saw.</summary>
        private void Rewind()
        {
            using var frozen = no_grad();
            foreach (var (name, buffer) in Model.named_buffers())
            {
                buffer.copy_(initial[name]);
            }
        }
    }
}
