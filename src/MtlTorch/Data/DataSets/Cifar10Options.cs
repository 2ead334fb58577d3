using System.ComponentModel.DataAnnotations;
using MtlTorch.Data.Inputs;

namespace MtlTorch.Data.DataSets;

/// <summary>
/// Color photographs, 32 x 32, of ten classes, in CIFAR-10's binary format. Two targets: "class" with the ten names, and "animal", which tells the six animals
/// from the four vehicles.
/// </summary>
[Paper("Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images", "https://www.cs.toronto.edu/~kriz/cifar.html")]
public sealed record Cifar10Options : FileDataOptions
{
    /// <summary>Folder within the root that holds data_batch_1.bin to data_batch_5.bin, test_batch.bin and batches.meta.txt.</summary>
    public string Folder { get; init; } = "cifar-10-batches-bin";

    /// <summary>Rows at the end of the training files that are held out for validation; 0 for none.</summary>
    [Range(0, int.MaxValue)]
    public int Validation { get; init; } = 5_000;

    /// <summary>Uses the first so many training rows, of those that are left after validation. All of them if null.</summary>
    [Range(1, int.MaxValue)]
    public int? Rows { get; init; }

    /// <summary>Scale of the pixels: "standardized" (each channel to mean 0 and deviation 1 over CIFAR-10's training images), or "unit" (from 0 to 1).</summary>
    public PixelScale Pixels { get; init; } = PixelScale.Standardized;

    /// <inheritdoc/>
    public override IInputReader ReaderOf(DataDescription description) => new ImageReader(description.InputShape, images => Cifar10.Scale(images, Pixels));

    /// <inheritdoc/>
    protected override IDataSet OpenWhole() => new Cifar10(this);
}
