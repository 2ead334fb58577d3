using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Regularizers;

/// <summary>
/// Layers that stretch nothing much: R(W) = λ/2 Σ σ(W)², σ being the largest singular value of each layer (of a convolution [output channels, all the rest]),
/// or a limit that σ is kept below by scaling the layer down after each step, or both. σ is followed by power iteration, from below: right after a sudden
/// change it is a little larger than it is taken for.
/// </summary>
[Paper("Yoshida and Miyato 2017, Spectral Norm Regularization for Improving the Generalizability of Deep Learning", "https://arxiv.org/abs/1705.10941", Place = "section 3 and algorithm 1")]
[Paper("Gouk et al. 2021, Regularisation of Neural Networks by Enforcing Lipschitz Continuity", "https://arxiv.org/abs/1804.04368", Place = "the limit: W / max(1, σ / limit)")]
public sealed record SpectralNormOptions : PlacedRegularizerOptions, ISelfChecking
{
    /// <summary>λ; 0 where there is only a limit.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 0.01;

    /// <summary>Largest σ of a layer; no limit if null.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double? Limit { get; init; }

    /// <summary>Power iterations in each step.</summary>
    [Range(1, 1000)]
    public int Iterations { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<(string Option, string Problem)> Problems()
    {
        if (Lambda == 0 && Limit is null)
        {
            yield return ("lambda", "with lambda 0 and no limit nothing happens. Give one of them.");
        }
    }

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context)
    {
        var layers = context.Select(On, biases: false);
        using var generator = context.Randomness.Fresh("spectral norm");
        var name = RegularizerContext.Label("spectral-norm", On);
        return Limit is { } limit ? new SpectralNorm.Limited(name, layers, Lambda, Iterations, limit, generator) : new SpectralNorm(name, layers, Lambda, Iterations, generator);
    }
}

/// <summary>See <see cref="SpectralNormOptions"/>.</summary>
public class SpectralNorm : IPenalty, IGradientPenalty, IStateful, IDisposable
{
    private readonly IReadOnlyList<ModelWeight> layers;
    private readonly double lambda;
    private readonly int iterations;
    private readonly torch.Tensor[] right;

    internal SpectralNorm(string name, IReadOnlyList<ModelWeight> layers, double lambda, int iterations, torch.Generator generator)
    {
        (Name, this.layers, this.lambda, this.iterations) = (name, layers, lambda, iterations);
        right = [.. layers.Select(layer => Drawn(layer, generator))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public torch.Tensor Value()
    {
        using var scope = torch.NewDisposeScope();
        return layers.Select(layer => torch.linalg.svdvals(layer.Rows()).max().square() * (lambda / 2)).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    /// <summary>Adds λ σ u vᵀ.</summary>
    public void AddGradient(StepScope scope)
    {
        using var tensors = torch.NewDisposeScope();
        for (var i = 0; i < layers.Count && lambda > 0; i++)
        {
            if (scope.Moves(layers[i]))
            {
                var (left, stretch) = Iterate(i);
                layers[i].Gradient.add_((left * stretch).outer(right[i]).view(layers[i].Values.shape), alpha: lambda);
            }
        }
    }

    /// <summary>The vectors of the power iteration.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Save() => right.Index().ToDictionary(v => layers[v.Index].Name, v => v.Item.clone());

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        foreach (var (i, vector) in right.Index())
        {
            vector.copy_(state[layers[i].Name]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var vector in right)
        {
            vector.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Some iterations of u = W v / |W v|, v = Wᵀ u / |Wᵀ u|: u [m], and σ = |Wᵀ u|.</summary>
    private (torch.Tensor Left, torch.Tensor Stretch) Iterate(int layer)
    {
        var matrix = layers[layer].Rows();
        torch.Tensor left = right[layer], stretch = right[layer];
        for (var i = 0; i < iterations; i++)
        {
            left = matrix.mv(right[layer]);
            left = left / left.norm().clamp(min: Tiny);
            var next = matrix.t().mv(left);
            stretch = next.norm();

            // A layer of zeros has no direction: the vector stays, to go on with when there is one.
            right[layer].copy_(torch.where(stretch > Tiny, next / stretch.clamp(min: Tiny), right[layer]));
        }

        return (left, stretch);
    }

    private const double Tiny = 1e-30;

    private static torch.Tensor Drawn(ModelWeight layer, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        var vector = torch.empty([layer.Rows().size(1)], torch.float32, torch.CPU).normal_(0, 1, generator);
        return (vector / vector.norm()).to(layer.Values.dtype, layer.Values.device).DetachFromDisposeScope();
    }

    /// <summary>With a limit, which is kept after each step.</summary>
    internal sealed class Limited(string name, IReadOnlyList<ModelWeight> layers, double lambda, int iterations, double limit, torch.Generator generator)
        : SpectralNorm(name, layers, lambda, iterations, generator), IProximalStep
    {
        /// <inheritdoc/>
        public bool Couples => false;

        /// <inheritdoc/>
        public void Apply(StepScope scope)
        {
            using var tensors = torch.NewDisposeScope();
            for (var i = 0; i < layers.Count; i++)
            {
                if (scope.Moves(layers[i]))
                {
                    layers[i].Values.mul_((limit / Iterate(i).Stretch).clamp_(max: 1));
                }
            }
        }
    }
}
