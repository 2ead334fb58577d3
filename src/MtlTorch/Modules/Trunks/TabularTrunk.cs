using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Trunks;

/// <summary>See <see cref="TabularTrunkOptions"/>.</summary>
public sealed class TabularTrunk : Trunk
{
    private readonly StandardizedNumbers? numbers;
    private readonly ModuleList<CategoryEmbedding> categories;
    private readonly DenseLayers dense;

    /// <summary>Builds the layers for rows of a table.</summary>
    public TabularTrunk(TabularTrunkOptions options, InputDescription inputs, ModuleContext context)
        : base(nameof(TabularTrunk), options.FeaturesOf(inputs))
    {
        var columns = TabularTrunkOptions.ColumnsOf(inputs).Index().ToList();
        var plain = columns.Where(c => c.Item is NumberColumn).ToList();
        numbers = plain.Count == 0
            ? null
            : new StandardizedNumbers([.. plain.Select(c => (long)c.Index)], [.. plain.Where(c => options.HasIndicator(c.Item)).Select(c => (long)c.Index)], options.Standardize);
        categories = nn.ModuleList(columns.Where(c => c.Item is CategoryColumn).Select(c => Embedding(options, c.Index, (CategoryColumn)c.Item)).ToArray());
        dense = new DenseLayers(options.EncodedOf(inputs), options.Hidden, options.Activation, options.Dropout, options.LinearEnd, context);
        RegisterComponents();
    }

    /// <summary>Rows [B, C] to features [B, F].</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        if (numbers is not null)
        {
            parts.Add(numbers.call(input));
        }

        parts.AddRange(categories.Select(c => c.call(input)));
        return dense.call(parts.Count == 1 ? parts[0] : cat(parts, 1)).MoveToOuterDisposeScope();
    }

    private static CategoryEmbedding Embedding(TabularTrunkOptions options, int place, CategoryColumn column) =>
        new(place, column.Categories.Count, options.EmbeddingOf(column));
}
