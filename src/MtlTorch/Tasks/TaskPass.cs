using MtlTorch.Modules;
using MtlTorch.Modules.Heads;

namespace MtlTorch.Tasks;

/// <summary>What a task sees of a forward pass.</summary>
/// <param name="Head">The task's head.</param>
/// <param name="Representation">What the shared part gave; null for a prediction that knows nothing of the inputs.</param>
/// <param name="Prediction">What the head made of it [B, ...].</param>
public sealed record TaskPass(Head Head, Representation? Representation, torch.Tensor Prediction)
{
    /// <summary>Some of the rows.</summary>
    /// <param name="rows">Int64 [n].</param>
    public TaskPass Select(torch.Tensor rows) => new(
        Head,
        Representation is null ? null : new Representation(Representation.Features.index_select(0, rows)),
        Prediction.index_select(0, rows));
}
