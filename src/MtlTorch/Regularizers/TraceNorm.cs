using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Regularizers;

/// <summary>
/// Weights of low rank: R(W) = λ Σ_i σ_i(W), the sum of the singular values. Of the heads' weights side by side it makes the tasks read a few directions of
/// the features in common. A step costs a singular value decomposition of each matrix.
/// </summary>
[Paper("Argyriou, Evgeniou and Pontil 2008, Convex multi-task feature learning", "https://doi.org/10.1007/s10994-007-5040-8")]
[Paper("Ji and Ye 2009, An Accelerated Gradient Method for Trace Norm Minimization", "https://doi.org/10.1145/1553374.1553434")]
public sealed record TraceNormOptions : PlacedRegularizerOptions
{
    /// <summary>λ.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 1e-4;

    /// <summary>Whose singular values.</summary>
    public TraceMatrix Of { get; init; } = TraceMatrix.Tasks;

    /// <summary>How it acts.</summary>
    public PenaltyStep Step { get; init; } = PenaltyStep.Proximal;

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context)
    {
        var name = RegularizerContext.Label("trace-norm", On);
        IReadOnlyList<IReadOnlyList<ModelWeight>> matrices = Of == TraceMatrix.Tasks
            ? [context.FirstLayersOf(context.SelectTasks(On))]
            : [.. context.Select(On, biases: false).Select(w => new[] { w })];
        return Step == PenaltyStep.Proximal ? new TraceNorm.ByProximalStep(name, matrices, Lambda) : new TraceNorm.BySubgradient(name, matrices, Lambda);
    }
}

/// <summary>Matrices whose singular values are summed.</summary>
public enum TraceMatrix
{
    /// <summary>The first layers of all heads that "on" names, one below the other: [outputs of all tasks, features].</summary>
    Tasks,

    /// <summary>The weights of each layer that "on" names; of a convolution [output channels, all the rest].</summary>
    Layers,
}

/// <summary>See <see cref="TraceNormOptions"/>.</summary>
public abstract class TraceNorm : IPenalty
{
    private readonly IReadOnlyList<IReadOnlyList<ModelWeight>> matrices;
    private readonly double lambda;

    private TraceNorm(string name, IReadOnlyList<IReadOnlyList<ModelWeight>> matrices, double lambda) => (Name, this.matrices, this.lambda) = (name, matrices, lambda);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public torch.Tensor Value()
    {
        using var scope = torch.NewDisposeScope();
        return matrices.Select(m => torch.linalg.svdvals(Whole(m)).sum() * lambda).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    private static torch.Tensor Whole(IReadOnlyList<ModelWeight> parts) => parts.Count == 1 ? parts[0].Rows() : torch.cat([.. parts.Select(p => p.Rows())], 0);

    /// <summary>Hands each part its rows of a matrix.</summary>
    private static void Share(IReadOnlyList<ModelWeight> parts, torch.Tensor matrix, Action<ModelWeight, torch.Tensor> take)
    {
        long row = 0;
        foreach (var part in parts)
        {
            var rows = part.Values.size(0);
            take(part, matrix.narrow(0, row, rows).view(part.Values.shape));
            row += rows;
        }
    }

    internal sealed class ByProximalStep(string name, IReadOnlyList<IReadOnlyList<ModelWeight>> matrices, double lambda) : TraceNorm(name, matrices, lambda), IProximalStep
    {
        public bool Couples => matrices.Any(m => m.Count > 1);

        public void Apply(StepScope scope)
        {
            using var tensors = torch.NewDisposeScope();
            foreach (var parts in matrices.Where(m => scope.Moves(m[0])))
            {
                var matrix = Whole(parts);
                ProximalOperators.SingularValueThreshold(matrix, lambda * scope.ProximalRateOf(parts[0]));
                if (parts.Count > 1)
                {
                    Share(parts, matrix, (part, rows) => part.Values.copy_(rows));
                }
            }
        }
    }

    internal sealed class BySubgradient(string name, IReadOnlyList<IReadOnlyList<ModelWeight>> matrices, double lambda) : TraceNorm(name, matrices, lambda), IGradientPenalty
    {
        public void AddGradient(StepScope scope)
        {
            using var tensors = torch.NewDisposeScope();
            foreach (var parts in matrices)
            {
                var (u, s, vh) = torch.linalg.svd(Whole(parts), fullMatrices: false);

                // Singular values that are 0 but for rounding have no direction of their own: there 0 is a subgradient.
                var precision = s.dtype == torch.float64 ? 1e-14 : 1e-6;
                var real = (s > s.max() * precision).to(s.dtype);
                Share(parts, (u * real).mm(vh), (part, rows) =>
                {
                    if (scope.Moves(part))
                    {
                        part.Gradient.add_(rows, alpha: lambda);
                    }
                });
            }
        }
    }
}
