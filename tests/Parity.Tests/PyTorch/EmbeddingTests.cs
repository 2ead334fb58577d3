using Parity.Tests.Support;
using static TorchSharp.torch.nn;

namespace Parity.Tests.PyTorch;

/// <summary>Embeddings and bags of them: output, and gradients of the table and of the weights.</summary>
public sealed class EmbeddingTests
{
    private static readonly Golden Recorded = Golden.Read("modules");

    private static Tensor Ids => tensor(new long[] { 1, 4, 2, 0, 2, 6 }).view(2, 3);

    private static readonly Dictionary<string, Func<Embedding>> Tables = new()
    {
        ["embedding"] = () => Embedding(7, 3),
        ["embedding with padding"] = () => Embedding(7, 3, padding_idx: 2),
        ["embedding renormalized"] = () => Embedding(7, 3, max_norm: 0.4, norm_type: 1),
        ["embedding scaled by frequency"] = () => Embedding(7, 3, scale_grad_by_freq: true),
    };

    private static readonly Dictionary<string, Func<EmbeddingBag>> Bags = new()
    {
        ["bag of means"] = () => EmbeddingBag(7, 3),
        ["bag of sums"] = () => EmbeddingBag(7, 3, mode: EmbeddingBagMode.Sum),
        ["bag of maxima"] = () => EmbeddingBag(7, 3, mode: EmbeddingBagMode.Max),
        ["bag with padding"] = () => EmbeddingBag(7, 3, mode: EmbeddingBagMode.Sum, padding_index: 2),
    };

    private static readonly Dictionary<string, (Func<EmbeddingBag> Make, long[] Offsets)> BagsWithOffsets = new()
    {
        ["bag with offsets"] = (() => EmbeddingBag(7, 3), [0, 2, 2]),
        ["bag with the last offset"] = (() => EmbeddingBag(7, 3, mode: EmbeddingBagMode.Sum, include_last_offset: true), [0, 2, 6]),
    };

    internal static IEnumerable<string> Names => [.. TableNames, .. BagNames, .. BagWithOffsetsNames, "bag weighted"];

    private static IEnumerable<string> TableNames => Tables.Keys;

    private static IEnumerable<string> BagNames => Bags.Keys;

    private static IEnumerable<string> BagWithOffsetsNames => BagsWithOffsets.Keys;

    [TestCaseSource(nameof(TableNames))]
    public void Tables_follow_PyTorch(string name)
    {
        using var table = Tables[name]();
        Recorded.ShouldBe(name, ModuleObservation.Of(table, ids => table.call(ids), Ids));
    }

    [TestCaseSource(nameof(BagNames))]
    public void Bags_follow_PyTorch(string name)
    {
        using var bag = Bags[name]();
        Recorded.ShouldBe(name, ModuleObservation.Of(bag, ids => bag.call(ids), Ids));
    }

    [TestCaseSource(nameof(BagWithOffsetsNames))]
    public void Bags_with_offsets_follow_PyTorch(string name)
    {
        using var bag = BagsWithOffsets[name].Make();
        var offsets = tensor(BagsWithOffsets[name].Offsets);
        Recorded.ShouldBe(name, ModuleObservation.Of(bag, ids => bag.call(ids, offsets), Ids.flatten()));
    }

    [Test]
    public void Weighted_bags_follow_PyTorch()
    {
        using var bag = EmbeddingBag(7, 3, mode: EmbeddingBagMode.Sum);
        var weights = Pattern.Of(9, 2, 3).requires_grad_();
        Recorded.ShouldBe("bag weighted", ModuleObservation.Of(bag, w => bag.call(Ids, null, w), weights));
    }
}
