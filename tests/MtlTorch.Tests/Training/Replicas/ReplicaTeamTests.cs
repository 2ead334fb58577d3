using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Replicas;
using MtlTorch.Training.Steps;
using TorchSharp.Modules;

namespace MtlTorch.Tests.Training.Replicas;

public sealed class ReplicaTeamTests
{
    /// <summary>The documented order, computed one after the other by the model alone: ((g0 + g1) + g2).</summary>
    [TestCase(2, 8), TestCase(3, 8), TestCase(4, 7), TestCase(4, 3)]
    public void TheGradientIsTheSumOverTheShardsInTheirOrderToTheLastBit(int replicas, int rows)
    {
        using var team = new Bench(replicas);
        using var alone = new Bench(1);
        using var split = Some.Split(40);

        team.Step.Run(split.Slice(5, rows));

        using var expected = InShards(alone, split, 5, rows, Math.Min(replicas, rows));
        Assert.That(TensorAssert.Bytes(team.Parameters.Gradient), Is.EqualTo(TensorAssert.Bytes(expected)));
    }

    [Test]
    public void TwinsHaveTheMemoryOfTheModel()
    {
        using var team = new Bench(3);
        using var frozen = torch.no_grad();

        team.Models[0].parameters().First().fill_(0.25);
        team.Models[0].named_buffers().First(b => b.name.EndsWith("deviation", StringComparison.Ordinal)).buffer.fill_(7);

        foreach (var twin in team.Models)
        {
            Assert.That(twin.parameters().First().eq(0.25).all().item<bool>());
            Assert.That(twin.named_buffers().First(b => b.name.EndsWith("deviation", StringComparison.Ordinal)).buffer.eq(7).all().item<bool>());
        }
    }

    /// <summary>As they do on devices of their own.</summary>
    [Test]
    public void TwinsThatKeepCopiesMoveTheModelByTheSameBits()
    {
        using var beside = new Bench(3, rate: 0.1);
        using var apart = new Bench(3, rate: 0.1, copies: true);
        using var split = Some.Split(40);
        for (var step = 0; step < 4; step++)
        {
            beside.Step.Run(split.Slice(step * 10, 10));
            apart.Step.Run(split.Slice(step * 10, 10));
        }

        Assert.That(TensorAssert.Bytes(apart.Parameters.Values), Is.EqualTo(TensorAssert.Bytes(beside.Parameters.Values)));
        Assert.That(TensorAssert.Bytes(apart.Models[2].parameters().First()), Is.Not.EqualTo(TensorAssert.Bytes(apart.Models[0].parameters().First())), "fetched before a step, not after it");
    }

    [Test]
    public void AFailureOfOneReplicaReachesTheCallerAndTheOthersGoOn([Values(0, 1, 2)] int failing)
    {
        using var team = new Bench(3);
        using var split = Some.Split(40);
        var fails = true;
        team.Models[failing].Heads[0].register_forward_hook((_, _, prediction) => fails ? throw new InvalidOperationException("out of luck") : prediction);

        Assert.That(() => team.Step.Run(split.Slice(0, 9)), Throws.InvalidOperationException.With.Message.EqualTo("out of luck"));

        fails = false;
        team.Step.Run(split.Slice(0, 9));
        using var alone = new Bench(1);
        using var expected = InShards(alone, split, 0, 9, 3);
        Assert.That(TensorAssert.Bytes(team.Parameters.Gradient), Is.EqualTo(TensorAssert.Bytes(expected)));
    }

    [Test]
    public void ATwinOfAnotherSizeIsRefused()
    {
        using var model = Some.Model();
        using var other = Some.Model(tasks: [Some.Tasks()[0]]);
        using var parameters = new FlatParameters(model.Groups);

        Assert.That(() => new ReplicaTeam(model, parameters, [other]), Throws.ArgumentException.With.Message.Contains("The twin has 83 parameters of Float32 on cpu, the model 101"));
    }

    private static torch.Tensor InShards(Bench bench, Split split, long start, int rows, int shards)
    {
        torch.Tensor? sum = null;
        for (var shard = 0; shard < shards; shard++)
        {
            var own = (rows / shards) + (shard < rows % shards ? 1 : 0);
            var batch = split.Slice(start, own);
            start += own;
            bench.Parameters.ZeroGradient();
            var losses = bench.Models[0].Pass(batch.Inputs).Select((pass, i) => bench.Models[0].Tasks[i].Loss(pass, bench.Models[0].Tasks[i].TargetOf(batch))).ToList();
            var share = torch.tensor((float)own / rows);
            torch.autograd.backward(losses, [share, share]);
            sum = sum is null ? bench.Parameters.Gradient.clone() : sum + bench.Parameters.Gradient;
        }

        return sum!;
    }

    private sealed class Bench : IDisposable
    {
        private readonly ReplicaTeam team;
        private readonly OptimizerHelper optimizer;

        public Bench(int replicas, double rate = 1e-12, bool copies = false)
        {
            Models = [.. Enumerable.Range(0, replicas).Select(i => Some.Model(new ModuleContext(new Randomness(1), torch.CPU) { Replica = i }))];
            Parameters = new FlatParameters(Models[0].Groups);
            team = new ReplicaTeam(Models[0], Parameters, Models[1..], null, copies);
            optimizer = torch.optim.SGD([Parameters.Values], rate);
            Step = TrainingStep.For(new StepParts(Models[0], Parameters, optimizer, Replicas: team), new Equal());
        }

        public MultiTaskModel[] Models { get; }

        public FlatParameters Parameters { get; }

        public TrainingStep Step { get; }

        public void Dispose()
        {
            Step.Dispose();
            optimizer.Dispose();
            team.Dispose();
            Parameters.Dispose();
            foreach (var model in Models)
            {
                model.Dispose();
            }
        }
    }
}
