using MtlTorch.Tensors;

namespace MtlTorch.Modules;

/// <summary>What modules need from the run that they are built for.</summary>
/// <param name="Randomness">Source of initial weights and of draws during training.</param>
/// <param name="Device">Where the model will compute.</param>
public sealed record ModuleContext(Randomness Randomness, torch.Device Device)
{
    /// <summary>In which numbers linear layers and convolutions compute.</summary>
    public Precision Precision { get; init; }

    /// <summary>Which of the replicas of a model the modules belong to, from 0.</summary>
    public int Replica { get; init; }

    /// <summary>What can be learnt of the batch that the replica has a part of; null where it has all of it.</summary>
    public WholeBatch? Batch { get; init; }

    /// <summary>The generator of <paramref name="purpose"/>, on the CPU. Each replica draws from its own.</summary>
    public torch.Generator Generator(string purpose) => Randomness.Stream(Replica == 0 ? purpose : $"{purpose}, replica {Replica}");
}
