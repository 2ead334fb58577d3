namespace MtlTorch;

/// <summary>A method that remembers something from step to step.</summary>
public interface IStateful
{
    /// <summary>All that is remembered, by name; tensors that the caller disposes of. A name may be missing before the first step.</summary>
    IReadOnlyDictionary<string, torch.Tensor> Save();

    /// <summary>Takes over what <see cref="Save"/> gave, on any device.</summary>
    /// <param name="state">The tensors; they belong to the caller.</param>
    void Load(IReadOnlyDictionary<string, torch.Tensor> state);
}
