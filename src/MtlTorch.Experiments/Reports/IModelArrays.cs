namespace MtlTorch.Experiments.Reports;

/// <summary>What reports may see of a model and its data: plain numbers, read when they are asked for.</summary>
public interface IModelArrays
{
    /// <summary>The trainable parameters under their names.</summary>
    IEnumerable<NamedArray> Parameters();

    /// <summary>The gradients of the last step, for the shared parameters and for each task's head.</summary>
    IEnumerable<NamedArray> Gradients();

    /// <summary>The filters of the first convolution; null for a model without one.</summary>
    ImageArray? Filters();

    /// <summary>The first inputs of the validation split; null where there is none, or where they are no images.</summary>
    ImageArray? Inputs();
}

/// <summary>Some numbers and what they are called.</summary>
/// <param name="Name">Name of the parameter, "shared", or a task's name.</param>
/// <param name="Values">The numbers.</param>
public sealed record NamedArray(string Name, float[] Values);

/// <summary>Images of one shape.</summary>
/// <param name="Values">Their values [Count, Channels, Height, Width], of any range.</param>
/// <param name="Count">How many.</param>
/// <param name="Channels">Channels of each.</param>
/// <param name="Height">Lines.</param>
/// <param name="Width">Columns.</param>
public sealed record ImageArray(float[] Values, int Count, int Channels, int Height, int Width);
