namespace MtlTorch.Experiments.Sweeps.Importance;

/// <summary>Divides a room in two along a dimension.</summary>
/// <param name="Dimension">Index of the dimension.</param>
/// <param name="Threshold">Numbers up to it lie below; without meaning for a choice.</param>
/// <param name="Values">The values of a choice that lie below; null for a number.</param>
/// <param name="Share">Share of the room, along the dimension, that lies below.</param>
internal sealed record Split(int Dimension, double Threshold, bool[]? Values, double Share)
{
    /// <summary>How much of a row lies below: all or nothing; of a row in which the dimension is not set as much as of the room.</summary>
    public double Below(double[] row)
    {
        var value = row[Dimension];
        return double.IsNaN(value) ? Share : (Values is null ? value <= Threshold : Values[(int)value]) ? 1 : 0;
    }
}
