using MtlTorch.Tensors;

namespace MtlTorch.Data.DataSets;

/// <summary>See <see cref="DrawnTableOptions"/>. Inputs are Float32 [N, features], all normal with deviation 1.</summary>
public abstract class DrawnTable : IDataSet
{
    private readonly DrawnTableOptions options;

    /// <summary>Describes the table; rows are drawn when they are loaded.</summary>
    /// <param name="options">The table.</param>
    /// <param name="target">What each task's target is.</param>
    /// <exception cref="InvalidOptionException">The options contradict each other.</exception>
    protected DrawnTable(DrawnTableOptions options, TargetDescription target)
    {
        foreach (var (option, problem) in options.Problems())
        {
            throw new InvalidOptionException(option, problem);
        }

        this.options = options;
        var names = Enumerable.Range(1, options.Tasks).Select(t => $"task{t}").ToList();
        var rows = new Dictionary<SplitName, long> { [SplitName.Train] = options.Train, [SplitName.Validation] = options.Validation, [SplitName.Test] = options.Test };
        Description = new DataDescription([options.Features], names.ToDictionary(n => n, _ => target), rows)
        {
            Columns = [.. Enumerable.Range(1, options.Features).Select(i => new NumberColumn($"x{i}"))],
            LabeledRows = Labeled < options.Train ? names.ToDictionary(n => n, _ => Labeled) : new Dictionary<string, long>(),
        };
    }

    /// <inheritdoc/>
    public DataDescription Description { get; }

    private long Labeled => options.Train - (long)Math.Round(options.Missing * options.Train);

    /// <inheritdoc/>
    public Split Load(SplitName name)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(options.Seed);
        using var generator = randomness.Fresh("drawn table", (long)name);
        var rows = Description.Rows[name];
        var informative = Normal([rows, options.Informative], generator);
        var noise = Normal([rows, options.Features - options.Informative - options.Redundant], generator);
        var inputs = torch.cat([informative, informative.mm(Mixing(randomness)), noise], 1).to(torch.float32);

        // What a task learns is what a model could know: each score has deviation 1.
        var scores = informative.mm(Weights().t());
        var targets = new Dictionary<string, torch.Tensor>();
        foreach (var (t, task) in Description.Targets.Keys.Index())
        {
            var target = Target(scores.select(1, t), generator);
            targets[task] = (name == SplitName.Train && Labeled < rows ? Labels.Keep(target, Kept(randomness, t, rows)) : target).DetachFromDisposeScope();
        }

        return new Split(inputs.DetachFromDisposeScope(), targets);
    }

    /// <summary>The weights of the tasks [T, informative], each of length 1, Float64. The caller owns them.</summary>
    public torch.Tensor Weights()
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(options.Seed);
        using var generator = randomness.Fresh("drawn weights");
        var common = Normal([1, options.Informative], generator);
        var own = Normal([options.Tasks, options.Informative], generator);
        var weights = (common * Math.Sqrt(options.Relatedness)) + (own * Math.Sqrt(1 - options.Relatedness));
        return (weights / weights.square().sum(dim: 1, keepdim: true).sqrt()).MoveToOuterDisposeScope();
    }

    /// <summary>The targets of a task.</summary>
    /// <param name="scores">What the inputs say, Float64 [N], of deviation 1.</param>
    /// <param name="generator">For noise.</param>
    protected abstract torch.Tensor Target(torch.Tensor scores, torch.Generator generator);

    /// <summary>Normal numbers, Float64.</summary>
    protected static torch.Tensor Normal(long[] shape, torch.Generator generator) => torch.randn(shape, torch.float64, generator: generator);

    /// <summary>How the redundant inputs come from the informative ones: columns of length 1, so that they have deviation 1 too.</summary>
    private torch.Tensor Mixing(Randomness randomness)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = randomness.Fresh("redundant inputs");
        var drawn = Normal([options.Informative, options.Redundant], generator);
        return (drawn / drawn.square().sum(dim: 0, keepdim: true).sqrt()).MoveToOuterDisposeScope();
    }

    private long[] Kept(Randomness randomness, int task, long rows)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = randomness.Fresh("labels of drawn tables", task);
        return torch.randperm(rows, torch.int64, torch.CPU, generator: generator).narrow(0, 0, Labeled).data<long>().ToArray();
    }
}
