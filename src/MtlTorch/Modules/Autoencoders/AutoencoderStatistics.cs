using MtlTorch.Modules.Autoencoders.Sparsity;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>Adds up over batches what says how sparse a code is and how much of the inputs it keeps. Any way of cutting rows into batches gives the same.</summary>
/// <param name="autoencoder">The autoencoder; it computes as it is set, in training or evaluation mode.</param>
public sealed class AutoencoderStatistics(SparseAutoencoder autoencoder) : IDisposable
{
    private readonly Tensor activity = Sums(autoencoder.Layout.Units);
    private readonly Tensor firings = Sums(autoencoder.Layout.Units);
    private readonly Tensor inputs = Sums(autoencoder.Layout.Inputs);
    private double squares;
    private double errors;
    private long rows;
    private long count;

    /// <summary>Takes a batch in: inputs [B, ...].</summary>
    public void Update(Tensor input)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var code = autoencoder.Encode(input).Code;
        var difference = autoencoder.Decode(code) - input;
        activity.add_(code.to(ScalarType.Float64).sum(dim: 0).cpu());
        firings.add_((code > autoencoder.Sparsity.FiringLevel).to(ScalarType.Float64).sum(dim: 0).cpu());
        var flat = input.flatten(1).to(ScalarType.Float64);
        inputs.add_(flat.sum(dim: 0).cpu());
        squares += flat.square().sum().Number();
        errors += difference.to(ScalarType.Float64).square().sum().Number();
        rows += code.size(0);
        count += input.size(0);
    }

    /// <summary>The figures of all batches so far.</summary>
    /// <exception cref="InvalidOperationException">There was no batch.</exception>
    public AutoencoderFigures Compute()
    {
        if (count == 0)
        {
            throw new InvalidOperationException($"There are no figures before {nameof(Update)} has seen a batch.");
        }

        using var scope = NewDisposeScope();
        var variance = squares - inputs.square().sum().Number() / count;
        var fired = firings.data<double>().ToArray();
        return new AutoencoderFigures(
            L0: fired.Sum() / rows,
            Fvu: variance > 0 ? errors / variance : double.NaN,
            MeanActivity: (activity / rows).data<double>().ToArray(),
            DeadFraction: fired.Count(f => f == 0) / (double)fired.Length);
    }

    /// <summary>Disposes of the sums.</summary>
    public void Dispose()
    {
        activity.Dispose();
        firings.Dispose();
        inputs.Dispose();
    }

    private static Tensor Sums(long size) => Kept.Buffer([size], ScalarType.Float64);
}

/// <summary>How sparse a code is and how much of the inputs it keeps.</summary>
/// <param name="L0">Mean number of units that fire per row (<see cref="CodeSparsity.FiringLevel"/>).</param>
/// <param name="Fvu">Fraction of variance unexplained: squared errors over the inputs' squared distances from their mean; NaN where those are 0.</param>
/// <param name="MeanActivity">rho-hat, the mean activation of each unit [units].</param>
/// <param name="DeadFraction">Fraction of the units that never fired.</param>
public sealed record AutoencoderFigures(double L0, double Fvu, IReadOnlyList<double> MeanActivity, double DeadFraction)
{
    /// <summary>1 minus <see cref="Fvu"/>.</summary>
    public double ExplainedVariance => 1 - Fvu;
}
