using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Trunks;

/// <summary>Turns the category numbers of a column into learnt vectors; number 0 of the table is for what is missing or was never seen.</summary>
internal sealed class CategoryEmbedding : nn.Module<Tensor, Tensor>, IFitsInputs, IDrawsWeights
{
    private readonly long place;
    private readonly Tensor known;
    private readonly Embedding table;

    /// <param name="place">The column.</param>
    /// <param name="categories">Its categories K.</param>
    /// <param name="width">Numbers of a vector.</param>
    public CategoryEmbedding(long place, long categories, long width)
        : base(nameof(CategoryEmbedding))
    {
        this.place = place;
        known = ones([categories]).DetachFromDisposeScope();
        table = nn.Embedding(categories + 1, width);
        RegisterComponents();
    }

    /// <summary>Remembers which categories occur. A vector that nothing was learnt of would be noise.</summary>
    public void Fit(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var codes = inputs.select(1, place);
        var present = codes.masked_select(codes.isnan().logical_not()).to(int64);
        known.zero_();
        known.index_fill_(0, present, 1);
    }

    /// <summary>Normal numbers of deviation 1 over the root of the width, so that all vectors have about length 1; zeros for what is unknown.</summary>
    public void Draw(Generator generator)
    {
        var weight = table.weight!;
        weight.normal_(0, 1 / Math.Sqrt(weight.size(1)), generator);
        weight.narrow(0, 0, 1).zero_();
    }

    /// <summary>Inputs [B, C] to vectors [B, width].</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var codes = input.select(1, place);
        var missing = codes.isnan();
        var numbers = codes.masked_fill(missing, 0).to(int64);
        var seen = missing.logical_not().to(float32) * known.index_select(0, numbers).to(float32);
        return table.call((numbers + 1) * seen.to(int64)).MoveToOuterDisposeScope();
    }
}
