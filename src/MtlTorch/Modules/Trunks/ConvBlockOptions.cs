using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Modules.Trunks;

/// <summary>Convolution, normalization, activation, max-pooling, dropout, in this order.</summary>
public sealed record ConvBlockOptions
{
    /// <summary>Channels of the output.</summary>
    [Range(1, 65_536)]
    public required int Channels { get; init; }

    /// <summary>Height and width of the kernel, in pixels.</summary>
    [Range(1, 63)]
    public int Kernel { get; init; } = 3;

    /// <summary>Step of the kernel, in pixels.</summary>
    [Range(1, 63)]
    public int Stride { get; init; } = 1;

    /// <summary>Zeros around the image, in pixels; if null, half the kernel, which keeps the size of the image for odd kernels and stride 1.</summary>
    [Range(0, 63)]
    public int? Padding { get; init; }

    /// <summary>Height and width of the max-pooling window, in pixels; 1 for none.</summary>
    [Range(1, 63)]
    public int Pool { get; init; } = 2;

    /// <summary>Normalization after the convolution.</summary>
    public Normalization Norm { get; init; } = Normalization.None;

    /// <summary>After the normalization.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Probability with which a whole channel is dropped in training.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; init; }

    internal int EffectivePadding => Padding ?? Kernel / 2;

    /// <summary>Height or width of the output, below 1 where nothing is left.</summary>
    internal long SizeAfter(long size)
    {
        var padded = size + 2 * EffectivePadding - Kernel;
        return padded < 0 ? 0 : (padded / Stride + 1) / Pool;
    }
}

/// <summary>Normalizations of a convolution's output.</summary>
public enum Normalization
{
    /// <summary>None.</summary>
    None,

    /// <summary>Each channel over the batch, with running statistics for evaluation.</summary>
    Batch,

    /// <summary>The same over the rows of all replicas, which wait for each other at each layer. Without replicas it is the same as batch.</summary>
    SynchronizedBatch,

    /// <summary>Groups of channels within each image, at most 32 groups.</summary>
    Group,

    /// <summary>All channels within each image.</summary>
    Layer,
}
