using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Balancing.Silence;

/// <summary>A method at work without a model: asked step by step for some of its tasks, as a training step asks it.</summary>
internal sealed class Balanced : IDisposable
{
    private const int Dimensions = 6;

    private readonly Randomness randomness = new(11);
    private readonly int[] tasks;

    /// <param name="options">The method.</param>
    /// <param name="tasks">Numbers of the tasks that it is made for, in the world of three tasks whose losses and gradients are drawn.</param>
    public Balanced(BalancingOptions options, params int[] tasks)
    {
        this.tasks = tasks;
        Method = Of(options, tasks).Build(new BalancingContext(tasks.Length, randomness, torch.CPU));
    }

    public IBalancingMethod Method { get; }

    /// <summary>All methods of the library, some with options that hold a number per task. One that needs more tasks is made for as many as it is told.</summary>
    public static IEnumerable<BalancingOptions> Kinds() => typeof(BalancingOptions).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(BalancingOptions)) && !t.IsAbstract)
        .OrderBy(t => t.Name, StringComparer.Ordinal)
        .Select(t => (BalancingOptions)Activator.CreateInstance(t)!)
        .Concat(
        [
            new AlignedMtlOptions { Preference = [0.5, 0.2, 0.3] },
            new ConFigOptions { Preference = [1, 2, 3] },
            new CosmosOptions { Preferences = [0.2, 0.5, 0.3] },
            new CrMogmOptions { Inner = new GradNormOptions() },
            new DbMtlOptions { BetaSigma = 0.5 },
            new DualProjOptions { Preference = [0.5, 0.2, 0.3] },
            new FamoOptions { MinLosses = [0.1, 0.2, 0.3] },
            new GradDropOptions { Leak = [0.1, 0.5, 0.9] },
            new PbiOptions { Preferences = [0.2, 0.5, 0.3], Reference = [0.1, 0.2, 0.3] },
            new StchOptions { Preferences = [0.2, 0.5, 0.3], Reference = [0.1, 0.2, 0.3] },
            new UpGradOptions { Preference = [0.5, 0.2, 0.3] },
        ]);

    /// <summary>What a step makes of the tasks that are present: weights, and a direction where the method works on gradients.</summary>
    /// <param name="step">Number of the step, from which losses and gradients are drawn.</param>
    /// <param name="present">Numbers of the present tasks, ascending; all if none is named.</param>
    public double[] Step(int step, params int[] present)
    {
        using var scope = torch.NewDisposeScope();
        int[] seen = present.Length == 0 ? tasks : present;
        (Method as ITellsTasksApart)?.Attend(PresentTasks.Where(tasks.Select(seen.Contains)));
        var losses = Losses(step, seen);
        var result = Ask(step, seen, losses);
        (Method as IRevisitsLosses)?.Revisit(losses * Losses(step + 100, seen));
        return result;
    }

    /// <summary>The end of an epoch, with a mean loss for the tasks that were seen in it.</summary>
    public void EpochEnded(int epoch, params int[] seen)
    {
        using var scope = torch.NewDisposeScope();
        var all = TensorAssert.Doubles(Losses(1000 + epoch, [0, 1, 2]));
        (Method as ISeesEpochs)?.EpochEnded([.. tasks.Select(task => seen.Contains(task) ? all[task] : double.NaN)]);
    }

    /// <summary>What is kept for one task: its rows, and its row and column where something is kept for each two.</summary>
    public Dictionary<string, double[]> KeptFor(int task)
    {
        using var scope = torch.NewDisposeScope();
        var (place, count) = (Array.IndexOf(tasks, task), tasks.Length);
        return (Method as IStateful)?.Save().ToDictionary(s => s.Key, s => s.Value.numel() == count * count
            ? [.. TensorAssert.Doubles(s.Value.view(count, count)[place]), .. TensorAssert.Doubles(s.Value.view(count, count).select(1, place))]
            : s.Value.size(0) == count ? TensorAssert.Doubles(s.Value[place])
            : throw new InvalidOperationException($"{s.Key} has {s.Value.size(0)} rows for {count} tasks.")) ?? [];
    }

    public void Dispose()
    {
        (Method as IDisposable)?.Dispose();
        randomness.Dispose();
    }

    /// <summary>The same options for some of three tasks: lists of a number per task keep the numbers of those, and what needs three tasks needs fewer.</summary>
    private static BalancingOptions Of(BalancingOptions options, int[] tasks)
    {
        var copy = options switch
        {
            _ when tasks.Length >= 3 => options with { },
            TrimmedMeanOptions trimmed => trimmed with { Trim = 0 },
            KrumOptions => new MeanOptions(),
            _ => options with { },
        };
        foreach (var property in copy.GetType().GetProperties().Where(p => p.PropertyType == typeof(IReadOnlyList<double>)))
        {
            if (property.GetValue(copy) is IReadOnlyList<double> numbers)
            {
                property.SetValue(copy, tasks.Select(task => numbers[task]).ToArray());
            }
        }

        return copy;
    }

    private double[] Ask(int step, int[] seen, torch.Tensor losses)
    {
        if (Method is ILossWeighting weighting)
        {
            return TensorAssert.Doubles(weighting.Weights(losses));
        }

        if (Method is ICrossGramianWeighting crossing)
        {
            return crossing.Weights(Gramian.Products(Rows(step, seen), Rows(step + 500, seen)));
        }

        double[] scales = Method is IScalesLosses scaling ? TensorAssert.Doubles(scaling.Scales(losses)) : [];
        var rows = scales.Length == 0 ? Rows(step, seen) : Rows(step, seen) * torch.tensor(scales).unsqueeze(1);
        if (Method is IGradientAggregation aggregation)
        {
            var aggregate = aggregation.Aggregate(rows, losses);
            return [.. scales, .. TensorAssert.Doubles(aggregate.Direction), .. aggregate.Weights is { } weights ? TensorAssert.Doubles(weights) : []];
        }

        return [.. scales, .. ((IGramianWeighting)Method).Weights(Gramian.Of(rows), TensorAssert.Doubles(losses))];
    }

    private static torch.Tensor Losses(int step, int[] seen) => Drawn(step, 1).select(1, 0).abs().add(0.3).index_select(0, Index(seen));

    private static torch.Tensor Rows(int step, int[] seen) => Drawn(step + 10_000, Dimensions).index_select(0, Index(seen));

    private static torch.Tensor Drawn(int step, int width) => TestPattern.Tensor([3, width], step + 1).to(torch.float64);

    private static torch.Tensor Index(int[] tasks) => torch.tensor(tasks.Select(task => (long)task).ToArray());
}
