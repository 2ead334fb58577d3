using MtlTorch.Balancing;

namespace MtlTorch.Training.Strategies;

/// <summary>The tasks' losses in the first step and in the latest one, and whose turn it was.</summary>
internal sealed class RelativeLosses : RememberingMethod
{
    public void Note(torch.Tensor latest)
    {
        using var scope = torch.NewDisposeScope();
        Keep("first", Recall("first", latest.device, () => latest.clone()));
        Keep("latest", latest.clone());
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
