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

    /// <summary>Passes of consecutive rows as one, with the head of the first, without gradients.</summary>
    /// <param name="passes">The passes, in the order of their rows.</param>
    public static TaskPass Join(IReadOnlyList<TaskPass> passes)
    {
        if (passes.Count == 1)
        {
            return passes[0];
        }

        using var frozen = torch.no_grad();
        var first = passes[0];
        return new TaskPass(first.Head, first.Representation is null ? null : Representation.Join([.. passes.Select(p => p.Representation!)]), Rows(passes.Select(p => p.Prediction)));

        torch.Tensor Rows(IEnumerable<torch.Tensor> parts) => torch.cat([.. parts.Select(part => part.detach().to(first.Prediction.device))]);
    }
}
