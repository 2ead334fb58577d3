using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Regularizers;

/// <summary>
/// Few groups of weights: R(θ) = λ Σ_g ||θ_g||, Euclidean norms, so that a group becomes 0 as a whole. Across tasks it chooses the features that all tasks
/// read (the l2,1 norm of their weights, as scikit-learn's MultiTaskLasso); with "l1" of the same weights it is the sparse group lasso.
/// </summary>
[Paper("Obozinski, Taskar and Jordan 2010, Joint covariate selection and joint subspace selection for multiple classification problems", "https://doi.org/10.1007/s11222-008-9111-x")]
[Paper("Yuan and Lin 2006, Model selection and estimation in regression with grouped variables", "https://doi.org/10.1111/j.1467-9868.2005.00532.x", Place = "eq. (2.1)")]
public sealed record GroupLassoOptions : PlacedRegularizerOptions
{
    /// <summary>λ.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; init; } = 1e-4;

    /// <summary>What a group is.</summary>
    public WeightGroups Groups { get; init; } = WeightGroups.Tasks;

    /// <summary>Count each group with the square root of the number of its weights, so that large groups are not spared.</summary>
    public bool BySize { get; init; }

    /// <summary>How it acts.</summary>
    public PenaltyStep Step { get; init; } = PenaltyStep.Proximal;

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context)
    {
        var name = RegularizerContext.Label("group-lasso", On);
        IReadOnlyList<WeightBlock> blocks = Groups == WeightGroups.Tasks
            ? [new WeightBlock(context.FirstLayersOf(context.SelectTasks(On)), 1)]
            : [.. context.Select(On, biases: false).Select(w => new WeightBlock([w], Groups == WeightGroups.Inputs ? 1 : 0))];
        var factors = blocks.Select(b => Lambda * (BySize ? Math.Sqrt(b.GroupSize) : 1)).ToList();
        return Step == PenaltyStep.Proximal ? new GroupLasso.ByProximalStep(name, blocks, factors) : new GroupLasso.BySubgradient(name, blocks, factors);
    }
}

/// <summary>Groups of weights.</summary>
public enum WeightGroups
{
    /// <summary>A feature, in the first layers of all heads that "on" names: all their weights of it.</summary>
    Tasks,

    /// <summary>An input of a layer: all weights from it, of each layer that "on" names; an input channel of a convolution.</summary>
    Inputs,

    /// <summary>A unit of a layer: all weights to it; an output channel of a convolution.</summary>
    Units,
}

/// <summary>Weights whose slices along a dimension are groups: the g-th slices of all of them belong together.</summary>
/// <param name="Members">The weights.</param>
/// <param name="Dimension">The dimension.</param>
internal sealed record WeightBlock(IReadOnlyList<ModelWeight> Members, int Dimension)
{
    /// <summary>Weights in a group.</summary>
    public long GroupSize => Members.Sum(m => m.Values.numel()) / Members[0].Values.size(Dimension);
}

/// <summary>See <see cref="GroupLassoOptions"/>.</summary>
public abstract class GroupLasso : IPenalty
{
    private readonly IReadOnlyList<WeightBlock> blocks;
    private readonly IReadOnlyList<double> factors;

    private GroupLasso(string name, IReadOnlyList<WeightBlock> blocks, IReadOnlyList<double> factors) =>
        (Name, this.blocks, this.factors) = (name, blocks, factors);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public torch.Tensor Value()
    {
        using var scope = torch.NewDisposeScope();
        return blocks.Zip(factors, (b, f) => ProximalOperators.GroupNorms(ValuesOf(b), b.Dimension).sum() * f).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    private static torch.Tensor[] ValuesOf(WeightBlock block) => [.. block.Members.Select(m => m.Values)];

    internal sealed class ByProximalStep(string name, IReadOnlyList<WeightBlock> blocks, IReadOnlyList<double> factors) : GroupLasso(name, blocks, factors), IProximalStep
    {
        public bool Couples => blocks.Any(b => b.Members.Select(m => m.Task).Distinct().Count() > 1);

        public void Apply(StepScope scope)
        {
            foreach (var (block, factor) in blocks.Zip(factors).Where(b => scope.Moves(b.First.Members[0])))
            {
                ProximalOperators.GroupThreshold(ValuesOf(block), block.Dimension, factor * scope.ProximalRateOf(block.Members[0]));
            }
        }
    }

    internal sealed class BySubgradient(string name, IReadOnlyList<WeightBlock> blocks, IReadOnlyList<double> factors) : GroupLasso(name, blocks, factors), IGradientPenalty
    {
        public void AddGradient(StepScope scope)
        {
            using var tensors = torch.NewDisposeScope();
            foreach (var (block, factor) in blocks.Zip(factors))
            {
                // Of a group that is 0 the subgradient 0.
                var scale = (factor / ProximalOperators.GroupNorms(ValuesOf(block), block.Dimension)).nan_to_num(0, posinf: 0);
                foreach (var member in block.Members.Where(scope.Moves))
                {
                    member.Gradient.addcmul_(member.Values, ProximalOperators.Along(scale, block.Dimension, member.Values.dim()), 1);
                }
            }
        }
    }
}
