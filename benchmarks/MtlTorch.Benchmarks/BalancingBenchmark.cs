using System.Diagnostics;
using System.Globalization;
using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Data;
using MtlTorch.Experiments.Catalogue;
using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Steps;

namespace MtlTorch.Benchmarks;

/// <summary>
/// What a step of each balancing method costs, in milliseconds, beside a step of "equal" and beside the bare passes that any
/// method of its sort needs: one forward pass, one backward pass through the heads, T (or one) through the trunk.
/// </summary>
internal sealed class BalancingBenchmark : IDisposable
{
    private const int BatchSize = 256;
    private const int Rounds = 5;
    private const int WarmUp = 1;

    private readonly Randomness randomness = new(1);
    private readonly MultiTaskModel model;
    private readonly FlatParameters parameters;
    private readonly TorchSharp.Modules.OptimizerHelper optimizer;
    private readonly Batch batch;

    private BalancingBenchmark(string trunk, int tasks)
    {
        var context = new ModuleContext(randomness, torch.CPU);
        var names = Enumerable.Range(1, tasks).Select(i => $"task{i}").ToList();
        var targets = names.ToDictionary(n => n, _ => (TargetDescription)ClassTarget.Numbered(10));
        var heads = new ClassificationOptions { Head = new MlpHeadOptions { Hidden = [50] } };
        TrunkOptions options = trunk == "lenet" ? new LeNetOptions() : new MlpTrunkOptions { Hidden = [512, 512] };
        long[] shape = [1, 28, 28];
        model = ModelBuilder.Build(options, new HardSharingOptions(), [.. names.Select(n => heads.Build(n, targets))], shape, context);
        parameters = new FlatParameters(model.Groups);
        optimizer = new SgdOptions { Lr = 1e-6 }.Build(parameters.Values);
        using var generator = randomness.Fresh("benchmark");
        var inputs = torch.rand([BatchSize, .. shape], generator: generator);
        batch = new Batch(inputs, names.ToDictionary(n => n, _ => torch.randint(10, [BatchSize], torch.int64, generator: generator)));
    }

    /// <summary>Measures every method of the catalogue; prints "KIND MS RATIO-TO-EQUAL RATIO-TO-BARE".</summary>
    public static void Run(string trunk, int tasks, TextWriter output)
    {
        using var bench = new BalancingBenchmark(trunk, tasks);
        var candidates = Candidates(tasks, bench.randomness).ToList();
        using var equal = bench.StepOf(candidates.First(c => c.Name == "equal"));
        foreach (var candidate in candidates)
        {
            using var step = bench.StepOf(candidate);
            var passes = bench.PassesOf(candidate);
            var times = Medians(() => bench.Take(step), () => bench.Take(equal), () => bench.TakeBare(passes));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{candidate.Name} {times[0]:f2} {times[0] / times[1]:f2} {times[0] / times[2]:f2}"));
        }
    }

    public void Dispose()
    {
        optimizer.Dispose();
        parameters.Dispose();
        model.Dispose();
        randomness.Dispose();
    }

    private static IEnumerable<Candidate> Candidates(int tasks, Randomness randomness)
    {
        foreach (var component in Components.Balancing.Components)
        {
            var options = (BalancingOptions)Activator.CreateInstance(component.Options)!;
            IEnumerable<BalancingOptions> variants = options is GradientBalancingOptions gradients && !(gradients with { Gradients = GradientSource.Representation }).Problems().Any()
                ? [options, gradients with { Gradients = GradientSource.Representation }]
                : [options];
            foreach (var variant in variants)
            {
                if (Try(variant, new BalancingContext(tasks, randomness, torch.CPU)) is { } method)
                {
                    var source = (variant as GradientBalancingOptions)?.Gradients ?? GradientSource.Shared;
                    yield return new Candidate(component.Kind + (source == GradientSource.Shared ? "" : "/representation"), method, source);
                }
            }
        }
    }

    /// <summary>Some methods need more tasks than there are.</summary>
    private static IBalancingMethod? Try(BalancingOptions options, BalancingContext context)
    {
        try
        {
            return options.Build(context);
        }
        catch (InvalidOptionException)
        {
            return null;
        }
    }

    private TrainingStep StepOf(Candidate candidate) => TrainingStep.For(new StepParts(model, parameters, optimizer), candidate.Method, candidate.Source);

    private void Take(TrainingStep step) => step.Run([.. Enumerable.Repeat(batch, step.Batches)]);

    /// <summary>How often the trunk is back-propagated for each batch of a step.</summary>
    private int[] PassesOf(Candidate candidate) => candidate switch
    {
        { Method: ILossWeighting } or { Source: GradientSource.Representation } => [1],
        { Method: ICrossGramianWeighting } => [model.Tasks.Count, model.Tasks.Count, 1],
        _ => [model.Tasks.Count],
    };

    /// <summary>The bare passes, written out: no Jacobian is kept, nothing is solved.</summary>
    private void TakeBare(int[] passes)
    {
        foreach (var batchPasses in passes)
        {
            Pass(batchPasses);
        }

        optimizer.step();
    }

    private void Pass(int passes)
    {
        parameters.ZeroGradient();
        var features = model.Represent(batch.Inputs)[0].Features;
        var leaf = features.detach().requires_grad_(true);
        var predictions = model.Predict([.. Enumerable.Repeat(new Representation(leaf), model.Tasks.Count)]);
        var losses = model.Tasks.Select((task, i) => task.Loss(new TaskPass(model.Heads[i], null, predictions[i]), task.TargetOf(batch)));
        torch.stack(losses).sum().backward();
        for (var i = 0; i < passes; i++)
        {
            features.backward([leaf.grad!], retain_graph: i < passes - 1);
        }
    }

    /// <summary>Medians of several rounds in milliseconds; the actions take turns, because a machine's speed drifts.</summary>
    private static double[] Medians(params Action[] actions)
    {
        var times = actions.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            foreach (var (i, action) in actions.Index())
            {
                using var scope = torch.NewDisposeScope();
                var started = Stopwatch.GetTimestamp();
                action();
                times[i].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        return [.. times.Select(t => t[WarmUp..].Order().ElementAt(Rounds / 2))];
    }

    private sealed record Candidate(string Name, IBalancingMethod Method, GradientSource Source);
}
