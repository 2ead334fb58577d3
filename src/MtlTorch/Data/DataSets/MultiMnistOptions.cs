using System.ComponentModel.DataAnnotations;
using MtlTorch.Data.Inputs;

namespace MtlTorch.Data.DataSets;

/// <summary>
/// Two handwritten digits in one 28 x 28 image, partly on top of each other; the targets are "left" and "right" with ten
/// classes each. As in the authors' code both digits are put on a 36 x 36 canvas, where they overlap the brighter pixel
/// wins, and the canvas is resized to 28 x 28; every image of MNIST is the left digit once, and a random permutation of
/// the same split gives the right ones.
/// </summary>
/// <remarks>
/// Paper and code differ in the place of the right digit: the paper puts one image at the top left and the other at the
/// bottom right, which is <see cref="Offset"/> 8 (rows and columns 8 to 35, the default); the code has 6 (6 to 33). The
/// digits of validation and training images never mix: the training file is split first.
/// </remarks>
[Paper("Sabour, Frosst and Hinton 2017, Dynamic Routing Between Capsules", "https://arxiv.org/abs/1710.09829", Place = "section 6")]
[Paper("Sener and Koltun 2018, Multi-Task Learning as Multi-Objective Optimization", "https://arxiv.org/abs/1810.04650", Place = "section 5.1")]
public sealed record MultiMnistOptions : FileDataOptions
{
    /// <summary>Folder within the root that holds the four MNIST files.</summary>
    public string Folder { get; init; } = "mnist";

    /// <summary>Rows at the end of the training file whose digits are held out for validation; 0 for none.</summary>
    [Range(0, int.MaxValue)]
    public int Validation { get; init; } = 10_000;

    /// <summary>Row and column of the right digit's top left corner on the canvas, in pixels: 8 as in the paper, 6 as in its code.</summary>
    [Range(0, 8)]
    public int Offset { get; init; } = 8;

    /// <summary>How the canvas becomes 28 x 28.</summary>
    public ResizeMethod Resize { get; init; } = ResizeMethod.Bilinear;

    /// <summary>Pair only different digits. By default a pair may hold the same digit twice, as in the authors' code.</summary>
    public bool DistinctDigits { get; init; }

    /// <summary>Seed of the pairs. It is not the seed of the run, so that every run sees the same images.</summary>
    public int Seed { get; init; } = 1;

    /// <inheritdoc/>
    public override IInputReader ReaderOf(DataDescription description) => new ImageReader(description.InputShape, MnistPixels.Standardize);

    /// <inheritdoc/>
    protected override IDataSet OpenWhole() => new MultiMnist(this);
}

/// <summary>How an image is brought to another size.</summary>
public enum ResizeMethod
{
    /// <summary>Linear interpolation between the four nearest pixels.</summary>
    Bilinear,

    /// <summary>The nearest pixel.</summary>
    Nearest,
}
