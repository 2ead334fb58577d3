using System.ComponentModel.DataAnnotations;
using MtlTorch.Data.Inputs;

namespace MtlTorch.Data.DataSets;

/// <summary>
/// Color images of one geometric figure each, drawn from a seed, so that there is nothing to download. Three targets of
/// two kinds: "shape" (circle, square, triangle, cross), "color" (red, green, blue, yellow, cyan, magenta) and "size" (the
/// radius of a circle of the same area, in pixels).
/// </summary>
public sealed record ShapesOptions : DataOptions
{
    /// <summary>Number of training images.</summary>
    [Range(1, int.MaxValue)]
    public int Train { get; init; } = 8_000;

    /// <summary>Number of validation images; 0 for none.</summary>
    [Range(0, int.MaxValue)]
    public int Validation { get; init; } = 1_000;

    /// <summary>Number of test images.</summary>
    [Range(1, int.MaxValue)]
    public int Test { get; init; } = 2_000;

    /// <summary>Height and width, in pixels.</summary>
    [Range(16, 256)]
    public int ImageSize { get; init; } = 32;

    /// <summary>From 0 (clean) to 1: how noisy the images, how pale the colors.</summary>
    [Range(0.0, 1.0)]
    public double Difficulty { get; init; } = 0.5;

    /// <summary>Seed of the images. It is not the seed of the run, so that every run sees the same images.</summary>
    public int Seed { get; init; } = 1;

    /// <inheritdoc/>
    public override IInputReader ReaderOf(DataDescription description) => new ImageReader(description.InputShape, Shapes.OfPixels);

    /// <inheritdoc/>
    protected override IDataSet OpenWhole() => new Shapes(this);
}
