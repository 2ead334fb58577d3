using static TorchSharp.torch;

namespace MtlTorch.Modules.Trunks;

/// <summary>
/// Picks the number columns of a table, fills their gaps with the mean of the training rows and, if asked for, gives them in deviations from that mean. Behind them stand the
/// indicators of what was missing.
/// </summary>
internal sealed class StandardizedNumbers : nn.Module<Tensor, Tensor>, IFitsInputs
{
    private readonly Tensor mean;
    private readonly Tensor deviation;
    private readonly ColumnNumbers places;
    private readonly ColumnNumbers indicated;
    private readonly bool standardize;

    /// <param name="places">The number columns.</param>
    /// <param name="indicated">Those of them that have an indicator.</param>
    /// <param name="standardize">Whether numbers are given in deviations from the mean.</param>
    public StandardizedNumbers(long[] places, long[] indicated, bool standardize)
        : base(nameof(StandardizedNumbers))
    {
        (this.places, this.indicated, this.standardize) = (new ColumnNumbers(places), new ColumnNumbers(indicated), standardize);
        mean = zeros([places.Length]).DetachFromDisposeScope();
        deviation = ones([places.Length]).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Mean and deviation of what is present, in double precision. A column that never varies has deviation 1, one without a number mean 0.</summary>
    public void Fit(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var rows = places.Of(inputs).to(float64);
        var present = rows.isnan().logical_not().to(float64);
        var count = present.sum(dim: 0).clamp_min(1);
        var center = rows.nan_to_num(0).sum(dim: 0) / count;
        var spread = (((rows - center).nan_to_num(0) * present).square().sum(dim: 0) / count).sqrt();
        mean.copy_(center);

        // What remains of equal numbers after rounding is no variation.
        deviation.copy_(spread.where(spread > center.abs() * 1e-7, ones_like(spread)));
    }

    /// <summary>Inputs [B, C] to [B, numbers + indicators].</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var rows = places.Of(input);
        var missing = rows.isnan();
        var filled = standardize ? ((rows - mean) / deviation).masked_fill(missing, 0) : mean.expand_as(rows).where(missing, rows);
        return (indicated.Count == 0 ? filled : cat([filled, indicated.Of(input).isnan().to(input.dtype)], 1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            places.Dispose();
            indicated.Dispose();
        }

        base.Dispose(disposing);
    }
}
