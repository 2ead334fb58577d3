using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MtlTorch.Data.Inputs;

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

    /// <summary>
    /// Digits that are kept, for example [5, 6, 7, 8, 9]: the classes of "digit", in this order; rows of others are left out of all
    /// splits. Rows are held out for validation before that, so that no row is held out with some digits and trained on with
    /// others, and validation has fewer rows than its number. Keeps all ten if null. One digit alone is for models that learn
    /// without labels.
    /// </summary>
    [MinLength(1), ElementRange(0, 9)]
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>Uses the first so many training rows, of those that are left after validation and classes. All of them if null.</summary>
    [Range(1, int.MaxValue)]
    public int? Rows { get; init; }

    /// <summary>
    /// Scale of the pixels: "standardized" (mean 0 and deviation 1 over MNIST), or "unit" (from 0 to 1, as sigmoid outputs and binary
    /// cross-entropy need it).
    /// </summary>
    public PixelScale Pixels { get; init; } = PixelScale.Standardized;

    /// <inheritdoc/>
    public override IInputReader ReaderOf(DataDescription description) => new ImageReader(description.InputShape, pixels => MnistPixels.Scale(pixels, Pixels));

    /// <inheritdoc/>
    protected override IDataSet OpenWhole() => new Mnist(this);
}

/// <summary>See <see cref="MnistOptions"/>. Inputs are Float32 [N, 1, H, W], scaled with <see cref="MnistPixels"/>.</summary>
public sealed class Mnist : IDataSet
{
    private readonly MnistOptions options;
    private readonly MnistFiles files;
    private readonly MnistClasses classes;

    /// <summary>Finds the files and compares their headers; where only some classes are kept, counts them in the label files.</summary>
    /// <exception cref="InvalidOptionException">A file is missing, or an option does not fit what is there.</exception>
    /// <exception cref="MalformedFileException">A header or a label file is damaged.</exception>
    public Mnist(MnistOptions options)
    {
        this.options = options;
        classes = new MnistClasses(options.Classes);
        files = new MnistFiles(options.Root, options.Folder);
        var targets = new Dictionary<string, TargetDescription> { ["digit"] = classes.Target };
        Description = new DataDescription([1, files.Height, files.Width], targets, CountRows());
    }

    /// <inheritdoc/>
    public DataDescription Description { get; }

    /// <inheritdoc/>
    public Split Load(SplitName name)
    {
        using var scope = torch.NewDisposeScope();
        var (images, labels) = files.Read(name, options.Validation);
        if (!classes.KeepsAll)
        {
            var kept = classes.Select(labels);
            (images, labels) = (images.index_select(0, kept.Rows), kept.Classes);
        }

        if (Description.Rows[name] < images.size(0))
        {
            (images, labels) = (images.narrow(0, 0, Description.Rows[name]), labels.narrow(0, 0, Description.Rows[name]).clone());
        }

        var inputs = MnistPixels.Scale(images, options.Pixels).unsqueeze(1);
        return new Split(inputs.DetachFromDisposeScope(), new Dictionary<string, torch.Tensor> { ["digit"] = labels.DetachFromDisposeScope() });
    }

    private Dictionary<SplitName, long> CountRows()
    {
        var rows = files.Rows(options.Validation).ToDictionary(r => r.Key, r => classes.KeepsAll ? r.Value : Count(r.Key));
        var train = rows[SplitName.Train];
        if (train == 0)
        {
            throw new InvalidOptionException("classes", $"no training row holds {string.Join(" or ", classes.Target.Classes)}; name digits that occur.");
        }

        if (options.Rows > train)
        {
            throw new InvalidOptionException("rows", string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Rows:#,0} training rows are to be used; there are {train:#,0}{(classes.KeepsAll ? "" : " of these classes")}, and {options.Validation:#,0} rows of the file are held out for validation. Use fewer, or leave rows out."));
        }

        rows[SplitName.Train] = options.Rows ?? train;
        return rows;
    }

    private long Count(SplitName name)
    {
        using var scope = torch.NewDisposeScope();
        return classes.Select(files.ReadLabels(name, options.Validation)).Rows.numel();
    }
}
