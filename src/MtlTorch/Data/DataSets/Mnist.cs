using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Data.DataSets;

/// <summary>
/// Handwritten digits, 28 x 28, gray: the target "digit" with ten classes. Reads any set in MNIST's format, for example
/// Fashion-MNIST.
/// </summary>
[Paper("LeCun et al. 1998, Gradient-based learning applied to document recognition", "https://doi.org/10.1109/5.726791")]
public sealed record MnistOptions : FileDataOptions
{
    /// <summary>Folder within the root that holds the four files.</summary>
    public string Folder { get; init; } = "mnist";

    /// <summary>Rows at the end of the training file that are held out for validation; 0 for none.</summary>
    [Range(0, int.MaxValue)]
    public int Validation { get; init; } = 10_000;

    /// <inheritdoc/>
    public override IDataSet Open() => new Mnist(this);
}

/// <summary>See <see cref="MnistOptions"/>. Inputs are Float32 [N, 1, H, W], standardized with <see cref="MnistPixels"/>.</summary>
public sealed class Mnist : IDataSet
{
    private readonly MnistOptions options;
    private readonly MnistFiles files;

    /// <summary>Finds the files and compares their headers.</summary>
    public Mnist(MnistOptions options)
    {
        this.options = options;
        files = new MnistFiles(options.Root, options.Folder);
        var targets = new Dictionary<string, TargetDescription> { ["digit"] = ClassTarget.Numbered(10) };
        Description = new DataDescription([1, files.Height, files.Width], targets, files.Rows(options.Validation));
    }

    /// <inheritdoc/>
    public DataDescription Description { get; }

    /// <inheritdoc/>
    public Split Load(SplitName name)
    {
        using var scope = torch.NewDisposeScope();
        var (images, labels) = files.Read(name, options.Validation);
        var inputs = MnistPixels.Standardize(images).unsqueeze(1);
        return new Split(inputs.DetachFromDisposeScope(), new Dictionary<string, torch.Tensor> { ["digit"] = labels.DetachFromDisposeScope() });
    }
}
