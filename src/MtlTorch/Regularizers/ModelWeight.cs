namespace MtlTorch.Regularizers;

/// <summary>A parameter that learns, as regularizers see it.</summary>
/// <param name="Name">Its name in the model, "shared.trunk.dense.layers.0.weight".</param>
/// <param name="Task">The task whose head has it; null for a shared one.</param>
/// <param name="Role">What it is there for.</param>
/// <param name="Values">A view of its values, without a graph.</param>
/// <param name="Gradient">A view of its gradient, of the same shape.</param>
public sealed record ModelWeight(string Name, string? Task, WeightRole Role, torch.Tensor Values, torch.Tensor Gradient)
{
    /// <summary>A view with a row per output: [O, I] of a linear layer, [O, I kh kw] of a convolution.</summary>
    public torch.Tensor Rows() => Values.view(Values.size(0), -1);
}

/// <summary>What a parameter is there for.</summary>
public enum WeightRole
{
    /// <summary>Connects units: a parameter of two dimensions or more.</summary>
    Weight,

    /// <summary>Is added to units: a parameter of at most one dimension.</summary>
    Bias,

    /// <summary>Scale or shift of a normalization; no penalty looks at it.</summary>
    Normalization,
}
