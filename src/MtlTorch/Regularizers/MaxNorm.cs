using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Regularizers;

/// <summary>The weights to each unit stay in a ball around 0, ||w|| &lt;= limit: after each step longer ones are scaled down to it.</summary>
[Paper("Srivastava et al. 2014, Dropout: A Simple Way to Prevent Neural Networks from Overfitting", "https://jmlr.org/papers/v15/srivastava14a.html", Place = "section 5.1 (max-norm)")]
[Paper("Srebro and Shraibman 2005, Rank, Trace-Norm and Max-Norm", "https://doi.org/10.1007/11503415_37")]
public sealed record MaxNormOptions : PlacedRegularizerOptions
{
    /// <summary>Largest Euclidean norm of the weights to a unit, or to an output channel of a convolution.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Limit { get; init; } = 3;

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context) => new MaxNorm(RegularizerContext.Label("max-norm", On), context.Select(On, biases: false), Limit);
}

/// <summary>See <see cref="MaxNormOptions"/>.</summary>
public sealed class MaxNorm(string name, IReadOnlyList<ModelWeight> weights, double limit) : IProximalStep
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool Couples => false;

    /// <inheritdoc/>
    public void Apply(StepScope scope)
    {
        using var tensors = torch.NewDisposeScope();
        foreach (var weight in weights.Where(scope.Moves))
        {
            ProximalOperators.ProjectRows(weight.Rows(), limit);
        }
    }
}
