using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Stochastic direction-oriented multi-objective descent: MGDA's direction, drawn towards the mean of the gradients. The weights come from
/// products of gradients of two independent batches and are applied to a third; a step consumes three batches.
/// </summary>
[Paper("Xiao et al. 2023, Direction-oriented Multi-objective Learning: Simple and Provable Stochastic Algorithms", "https://arxiv.org/abs/2305.18409", Place = "algorithm 1")]
public sealed record SdmGradOptions : GradientBalancingOptions
{
    /// <summary>Pull of the direction towards the mean of the gradients; 0 is MGDA.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 0.3;

    /// <summary>Step size of the weights, for gradients scaled to norms of about 1. LibMTL has 5.</summary>
    [Range(0.0, 1e6)]
    public double Lr { get; init; } = 10;

    /// <summary>Share of the last step of the weights that is kept, within one training step.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; init; } = 0.5;

    /// <summary>Steps of the weights per training step.</summary>
    [Range(1, 10_000)]
    public int Iterations { get; init; } = 20;

    /// <inheritdoc/>
    protected override string? NotOnRepresentation => "it multiplies gradients of different batches, whose representations belong to different samples.";

    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new SdmGrad(this, context.Tasks);
}

/// <summary>See <see cref="SdmGradOptions"/>.</summary>
public sealed class SdmGrad : ICrossGramianWeighting, ITellsTasksApart, IStateful
{
    private readonly SdmGradOptions options;
    private readonly TaskShares shares;

    /// <param name="options">Pull and steps.</param>
    /// <param name="tasks">T.</param>
    public SdmGrad(SdmGradOptions options, int tasks)
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
        var scaled = Scaled(products);
        var momentum = new double[weights.Length];
        for (var iteration = 0; iteration < options.Iterations; iteration++)
        {
            var slope = DenseAlgebra.Times(scaled, Pulled(weights));
            momentum = [.. momentum.Zip(slope, (m, s) => (options.Momentum * m) + s)];
            weights = Simplex.Project([.. weights.Zip(momentum, (w, m) => w - (options.Lr * m))]);
        }

        shares.Write(weights);
        return [.. Pulled(weights).Select(w => w / (1 + options.Lambda))];
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => new Dictionary<string, torch.Tensor> { ["weights"] = RememberedNumbers.Save(shares.All) };

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state) => shares.All = RememberedNumbers.Load(state["weights"]);

    private double[] Pulled(double[] inner) => [.. inner.Select(w => w + (options.Lambda / inner.Length))];

    /// <summary>Products of gradients whose mean norm is about 1. Noise can make a product of a task with itself negative.</summary>
    private static double[,] Scaled(double[,] products)
    {
        var norm = DenseAlgebra.Diagonal(products).Average(square => Math.Sqrt(Math.Max(0, square)));
        return DenseAlgebra.Square(products.GetLength(0), (i, j) => products[i, j] / ((norm * norm) + 1e-8));
    }
}
