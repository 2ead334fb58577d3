using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>The directions that units begin with: drawn evenly from all sides, of length 1.</summary>
internal static class DrawnDirections
{
    /// <summary>Several sets of directions, each [units, ...].</summary>
    public static IReadOnlyList<Tensor> Sets(int count, CodeLayout layout, ModuleContext context) =>
        [.. Enumerable.Range(0, count).Select(_ => Draw(layout, context))];

    private static Tensor Draw(CodeLayout layout, ModuleContext context)
    {
        using var scope = NewDisposeScope();
        var drawn = empty([layout.Units, layout.DirectionShape.Aggregate(1L, (a, b) => a * b)]).normal_(0, 1, context.Generator("initial directions"));
        return (drawn / drawn.norm(dim: 1, keepdim: true)).view([.. layout.DecoderShape]).MoveToOuterDisposeScope();
    }
}
