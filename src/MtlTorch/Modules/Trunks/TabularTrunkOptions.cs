using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Modules.Trunks;

/// <summary>
/// Rows of a table to features: numbers are standardized with mean and deviation of the training rows, categories become learnt vectors, then dense layers follow.
/// Without layers and categories it gives the standardized numbers themselves, so that heads without hidden layers are linear models.
/// </summary>
/// <remarks>
/// Mean, deviation and the categories that occur in the training rows are kept with the weights. A missing number counts as the mean. A missing category, and one that no
/// training row has, has a vector of its own: it begins as zeros, and only missing values in training rows teach it something else.
/// </remarks>
[Paper("Guo and Berkhahn 2016, Entity Embeddings of Categorical Variables", "https://arxiv.org/abs/1604.06737", Place = "section 3")]
public sealed record TabularTrunkOptions : TrunkOptions
{
    /// <summary>Features after each layer; empty for none.</summary>
    [ElementRange(1, 1_000_000)]
    public IReadOnlyList<int> Hidden { get; init; } = [128, 64];

    /// <summary>After each layer.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Probability with which a feature is dropped in training, after each activation.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; init; }

    /// <summary>Leave the last layer without activation and dropout.</summary>
    public bool LinearEnd { get; init; }

    /// <summary>Give numbers less their mean, over their deviation (both of the training rows). If false, numbers as they are.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>Numbers of the vector of a category; if null, by the rule of fast.ai's first tabular models, half of a column's K categories, rounded up, at most 50.</summary>
    [Range(1, 10_000)]
    public int? Embedding { get; init; }

    /// <summary>Add a feature for each number column with gaps, 1 where the number is missing.</summary>
    public bool MissingIndicators { get; init; }

    /// <inheritdoc/>
    public override long FeaturesOf(IReadOnlyList<long> inputShape) => FeaturesOf(new InputDescription(inputShape));

    /// <inheritdoc/>
    public override Trunk Build(IReadOnlyList<long> inputShape, ModuleContext context) => Build(new InputDescription(inputShape), context);

    /// <inheritdoc/>
    public override long FeaturesOf(InputDescription inputs)
    {
        var encoded = EncodedOf(inputs);
        return Hidden.Count > 0 ? Hidden[^1] : encoded;
    }

    /// <inheritdoc/>
    public override Trunk Build(InputDescription inputs, ModuleContext context) => new TabularTrunk(this, inputs, context);

    /// <summary>Numbers that the vector of a column's categories has.</summary>
    internal int EmbeddingOf(CategoryColumn column) => Embedding ?? Math.Clamp((column.Categories.Count + 1) / 2, 1, 50);

    /// <summary>Features before the dense layers.</summary>
    internal long EncodedOf(InputDescription inputs) => ColumnsOf(inputs).Sum(c => c is CategoryColumn category ? EmbeddingOf(category) : HasIndicator(c) ? 2L : 1L);

    internal bool HasIndicator(InputColumn column) => MissingIndicators && column is NumberColumn { HasMissing: true };

    /// <summary>The columns; where they are not known, every number of an input [C] is one.</summary>
    internal static IReadOnlyList<InputColumn> ColumnsOf(InputDescription inputs) => inputs switch
    {
        { Columns.Count: > 0 } => inputs.Columns,
        { Shape: [var width] } => [.. Enumerable.Range(1, (int)width).Select(i => new NumberColumn($"x{i}"))],
        _ => throw new InvalidOptionException("", $"the tabular trunk needs rows of a table [columns]; the inputs are {Tensors.ShapeText.Format(inputs.Shape)}. Use the conv or mlp trunk for them."),
    };
}
