using System.ComponentModel.DataAnnotations;
using MtlTorch.Tensors;

namespace MtlTorch.Regularizers;

/// <summary>
/// Learns from mixtures: of each batch the inputs become λ x_i + (1 - λ) x_j, with j another row of the batch and λ ~ Beta(α, α) drawn once per batch, and each
/// task's loss becomes λ L(y_i) + (1 - λ) L(y_j), for real numbers as for classes. Rows without a label count on neither side. Training losses are those of
/// mixtures. Tables with categories are refused: between two numbers of categories lies a third one. A number that is missing in one of two rows is missing in their mixture.
/// </summary>
[Paper("Zhang et al. 2018, mixup: Beyond Empirical Risk Minimization", "https://arxiv.org/abs/1710.09412", Place = "section 2 and figure 1")]
public sealed record MixUpOptions : RegularizerOptions
{
    /// <summary>α: small ones leave most rows nearly as they are, 1 makes all shares equally likely, large ones mix half and half.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double Alpha { get; init; } = 0.2;

    /// <inheritdoc/>
    public override void CheckInputs(InputDescription inputs)
    {
        if (inputs.Columns.OfType<CategoryColumn>().Select(c => c.Name).ToList() is { Count: > 0 } categories)
        {
            throw new InvalidOptionException("", $"mixtures of two rows have no meaning where inputs are categories; the data set has {InputDescription.Some(categories, "categories in")}. Leave mix-up out, or give these columns the role \"ignore\".");
        }
    }

    /// <inheritdoc/>
    public override IRegularizer Build(RegularizerContext context) => new MixUp(Alpha, context.Randomness);
}

/// <summary>See <see cref="MixUpOptions"/>.</summary>
/// <param name="alpha">Both parameters of the beta distribution.</param>
/// <param name="randomness">The random numbers of the run.</param>
public sealed class MixUp(double alpha, Randomness randomness) : IBatchMixer
{
    /// <inheritdoc/>
    public string Name => "mix-up";

    /// <inheritdoc/>
    public (double Share, torch.Tensor Partners) Draw(long rows)
    {
        var generator = randomness.Stream(Name);
        return (GammaDraws.Beta(alpha, generator), torch.randperm(rows, torch.int64, torch.CPU, generator: generator));
    }
}
