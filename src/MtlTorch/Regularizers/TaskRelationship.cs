using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Regularizers;

/// <summary>
/// Heads that are alike. Without edges each head is drawn to the mean of all: R(w) = λ/2 Σ_t ||w_t - mean||². With edges related heads are drawn to each
/// other: R(w) = λ/2 Σ_(s,t) g_st ||w_s - w_t||², each edge once. The heads must have layers of the same shapes.
/// </summary>
[Paper("Evgeniou and Pontil 2004, Regularized Multi-Task Learning", "https://doi.org/10.1145/1014052.1014067", Place = "section 2 (the mean of the tasks)")]
[Paper("Evgeniou, Micchelli and Pontil 2005, Learning Multiple Tasks with Kernel Methods", "https://jmlr.org/papers/v6/evgeniou05a.html", Place = "section 3.1.3 (graph regularization)")]
public sealed record TaskRelationshipOptions : WeightRegularizerOptions, ISelfChecking
{
    /// <summary>λ.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 1e-2;

    /// <summary>Which tasks are related; all to their mean if empty.</summary>
    public IReadOnlyList<TaskEdge> Edges { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<(string Option, string Problem)> Problems() => Edges.Index()
        .Where(e => e.Item.From == e.Item.To)
        .Select(e => ($"edges[{e.Index}]", $"an edge lies between two tasks; this one begins and ends at '{e.Item.From}'."));

    /// <inheritdoc/>
    public override RegularizerOptions? ForTask(string task) => null;

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context)
    {
        var tasks = context.SelectTasks(On);
        if (tasks.Count < 2)
        {
            throw new InvalidOptionException("on", $"there is nothing that '{tasks[0]}' alone could be like. Name two tasks or more.");
        }

        var heads = tasks.Select(task => context.Weights.Where(w => w.Task == task && (w.Role == WeightRole.Weight || (Biases && w.Role == WeightRole.Bias))).ToList()).ToList();
        CheckShapes(tasks, heads);
        return new TaskRelationship(RegularizerContext.Label("task-relationship", On), heads, Laplacian(tasks), Lambda);
    }

    private static void CheckShapes(IReadOnlyList<string> tasks, List<List<ModelWeight>> heads)
    {
        string Shapes(int t) => heads[t].Count == 0 ? "no weights that learn" : string.Join(", ", heads[t].Select(w => Tensors.ShapeText.Format(w.Values.shape)));
        for (var t = 0; t < heads.Count; t++)
        {
            if (heads[t].Count == 0 || Shapes(t) != Shapes(0))
            {
                throw new InvalidOptionException("on", $"heads can be alike where their layers have the same shapes: '{tasks[0]}' has {Shapes(0)}, '{tasks[t]}' has {Shapes(t)}. Name tasks with like heads.");
            }
        }
    }

    /// <summary>The matrix L [T, T] with R(w) = λ/2 Σ_st L_st w_s·w_t.</summary>
    private double[,] Laplacian(IReadOnlyList<string> tasks)
    {
        var laplacian = new double[tasks.Count, tasks.Count];
        void Add(int s, int t, double weight)
        {
            laplacian[s, s] += weight;
            laplacian[t, t] += weight;
            laplacian[s, t] -= weight;
            laplacian[t, s] -= weight;
        }

        foreach (var (i, edge) in Edges.Index())
        {
            Add(Place(edge.From, $"edges[{i}].from"), Place(edge.To, $"edges[{i}].to"), edge.Weight);
        }

        // The distances to the mean are those between all pairs, over T.
        for (var s = 0; s < tasks.Count && Edges.Count == 0; s++)
        {
            for (var t = 0; t < s; t++)
            {
                Add(s, t, 1.0 / tasks.Count);
            }
        }

        return laplacian;

        int Place(string task, string option) => tasks.ToList().IndexOf(task) is >= 0 and var place
            ? place
            : throw new InvalidOptionException(option, $"'{task}' is none of the related tasks: {string.Join(", ", tasks)}.");
    }
}

/// <summary>Two related tasks.</summary>
public sealed record TaskEdge
{
    /// <summary>One task.</summary>
    public required string From { get; init; }

    /// <summary>The other one.</summary>
    public required string To { get; init; }

    /// <summary>g, how much they are related.</summary>
    [Range(0.0, 1e6)]
    public double Weight { get; init; } = 1;
}

/// <summary>See <see cref="TaskRelationshipOptions"/>.</summary>
public sealed class TaskRelationship : IPenalty, IGradientPenalty, IDisposable
{
    private readonly IReadOnlyList<IReadOnlyList<ModelWeight>> heads;
    private readonly double lambda;
    private readonly torch.Tensor laplacian;

    internal TaskRelationship(string name, IReadOnlyList<IReadOnlyList<ModelWeight>> heads, double[,] laplacian, double lambda)
    {
        (Name, this.heads, this.lambda) = (name, heads, lambda);
        var like = heads[0][0].Values;
        this.laplacian = torch.tensor(laplacian).to(like.dtype, like.device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public torch.Tensor Value()
    {
        using var scope = torch.NewDisposeScope();
        return Layers().Select(w => (w * laplacian.mm(w)).sum() * (lambda / 2)).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void AddGradient(StepScope scope)
    {
        using var tensors = torch.NewDisposeScope();
        foreach (var (layer, weights) in Layers().Index())
        {
            var pull = laplacian.mm(weights);
            foreach (var (t, head) in heads.Index().Where(h => scope.Moves(h.Item[layer])))
            {
                head[layer].Gradient.add_(pull.select(0, t).view(head[layer].Values.shape), alpha: lambda);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => laplacian.Dispose();

    /// <summary>The weights of each layer, a row per task [T, n].</summary>
    private IEnumerable<torch.Tensor> Layers() => Enumerable.Range(0, heads[0].Count).Select(i => torch.stack(heads.Select(h => h[i].Values.flatten())));
}
