using System.Text.Json.Nodes;

namespace MtlTorch.Experiments.Sweeps.Spaces;

/// <summary>One of some values without an order: texts, numbers, true and false, lists, whole objects.</summary>
/// <param name="Key">Path of the key.</param>
/// <param name="Values">The values as JSON, no two the same.</param>
/// <param name="When">Where the key is set.</param>
public sealed record ChoiceDimension(string Key, IReadOnlyList<JsonNode?> Values, IReadOnlyList<Condition> When) : Dimension(Key, When)
{
    /// <inheritdoc/>
    public override int? Cardinality => Values.Count;

    /// <inheritdoc/>
    public override double At(double share) => Math.Clamp(Math.Floor(share * Values.Count), 0, Values.Count - 1);

    /// <inheritdoc/>
    public override double ShareOf(double value) => (value + 0.5) / Values.Count;

    /// <inheritdoc/>
    public override JsonNode? Json(double value) => Values[(int)value]?.DeepClone();

    /// <inheritdoc/>
    public override double? Number(JsonNode? json) =>
        Values.Index().Where(v => JsonNode.DeepEquals(v.Item, json)).Select(v => (double?)v.Index).FirstOrDefault();
}
