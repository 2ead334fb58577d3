using MtlTorch.Balancing;

namespace MtlTorch.Training.Strategies;

/// <summary>
/// The tasks' first losses and latest ones, and whose turn it was. A loss of 0 is none: where a task is silent, it says nothing of how large its loss is.
/// </summary>
internal sealed class RelativeLosses : RememberingMethod
{
    public void Note(torch.Tensor latest)
    {
        using var scope = torch.NewDisposeScope();
        var first = Recall("first", latest.device, () => latest);
        Keep("first", torch.where(first.eq(0), latest, first));
        Keep("latest", torch.where(latest.eq(0), Recall("latest", latest.device, () => latest), latest));
    }

    /// <summary>Chooses anew where a turn begins; reads the losses back from the device then.</summary>
    public int Chosen(bool begins)
    {
        using var scope = torch.NewDisposeScope();
        if (begins)
        {
            var first = Recall("first", torch.CPU, () => torch.ones([1])).to(torch.float64);
            var latest = Recall("latest", torch.CPU, () => torch.ones([1])).to(torch.float64);
            Keep("task", (latest / first.clamp_min(1e-12)).argmax());
        }

        return (int)Recall("task", torch.CPU, () => torch.zeros([], torch.int64)).item<long>();
    }
}
