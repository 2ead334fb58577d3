namespace MtlTorch.Balancing.Gradients;

/// <summary>Whose gradients a method looks at.</summary>
public enum GradientSource
{
    /// <summary>The shared parameters': T backward passes through the trunk.</summary>
    Shared,

    /// <summary>The shared representation's, the features that all heads get: a single backward pass through the trunk.</summary>
    Representation,
}
