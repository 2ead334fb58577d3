using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Multi-objective gradient with double sampling: MGDA's weights, followed by one projected gradient step per training step, with
/// unbiased products of gradients from two independent batches; the weights are applied to a third. A step consumes three batches.
/// </summary>
[Paper("Chen et al. 2023, Three-Way Trade-Off in Multi-Objective Learning: Optimization, Generalization and Conflict-Avoidance", "https://arxiv.org/abs/2305.20057", Place = "algorithm 1")]
public sealed record MoDoOptions : GradientBalancingOptions
{
    /// <summary>Step size of the weights.</summary>
    [Range(0.0, 1e6)]
    public double Gamma { get; init; } = 0.1;

    /// <summary>Pull of the weights towards equal ones.</summary>
    [Range(0.0, 1e6)]
    public double Rho { get; init; } = 0.1;

    /// <inheritdoc/>
    protected override string? NotOnRepresentation => "it multiplies gradients of different batches, whose representations belong to different samples.";

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new MoDo(this, context.Tasks);
}

/// <summary>See <see cref="MoDoOptions"/>.</summary>
public sealed class MoDo : ICrossGramianWeighting, ITellsTasksApart, IStateful
{
    private readonly MoDoOptions options;
    private readonly TaskShares shares;

    /// <param name="options">Step size and pull.</param>
    /// <param name="tasks">T.</param>
    public MoDo(MoDoOptions options, int tasks)
    {
        this.options = options;
        shares = new TaskShares(tasks);
    }

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => shares.Attend(tasks);

    /// <inheritdoc/>
    public double[] Weights(double[,] products)
    {
        var weights = shares.Read();
        var slope = DenseAlgebra.Times(products, weights);
        weights = Simplex.Project([.. weights.Zip(slope, (w, s) => w - (options.Gamma * (s + (options.Rho * w))))]);
        shares.Write(weights);
        return [.. weights];
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => new Dictionary<string, torch.Tensor> { ["weights"] = RememberedNumbers.Save(shares.All) };

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state) => shares.All = RememberedNumbers.Load(state["weights"]);
}
