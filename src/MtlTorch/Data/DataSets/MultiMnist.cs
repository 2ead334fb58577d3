namespace MtlTorch.Data.DataSets;

/// <summary>See <see cref="MultiMnistOptions"/>. Inputs are Float32 [N, 1, 28, 28], standardized with <see cref="MnistPixels"/>.</summary>
public sealed class MultiMnist : IDataSet
{
    private const long Digit = 28;
    private const long Canvas = 36;

    /// <summary>Images composed at a time; bounds the memory of the canvases.</summary>
    private const long ChunkRows = 5_000;

    private readonly MultiMnistOptions options;
    private readonly MnistFiles files;

    /// <summary>Finds the files and compares their headers.</summary>
    /// <exception cref="InvalidOptionException">The images are not 28 x 28, or a file is missing.</exception>
    public MultiMnist(MultiMnistOptions options)
    {
        this.options = options;
        files = new MnistFiles(options.Root, options.Folder);
        if (files.Height != Digit || files.Width != Digit)
        {
            throw new InvalidOptionException("folder", $"the images measure {files.Height} x {files.Width}; pairs are made of images of {Digit} x {Digit}.");
        }

        var digits = ClassTarget.Numbered(10);
        var targets = new Dictionary<string, TargetDescription> { ["left"] = digits, ["right"] = digits };
        Description = new DataDescription([1, Digit, Digit], targets, files.Rows(options.Validation));
    }

    /// <inheritdoc/>
    public DataDescription Description { get; }

    /// <inheritdoc/>
    public Split Load(SplitName name)
    {
        using var scope = torch.NewDisposeScope();
        var (images, labels) = files.Read(name, options.Validation);
        var partners = MultiMnistPairs.Draw(labels, name, options);
        var inputs = torch.empty([images.size(0), 1, Digit, Digit]);
        for (long start = 0; start < images.size(0); start += ChunkRows)
        {
            using var chunk = torch.NewDisposeScope();
            var count = Math.Min(ChunkRows, images.size(0) - start);
            var right = images.index_select(0, partners.narrow(0, start, count));
            inputs.narrow(0, start, count).copy_(Compose(images.narrow(0, start, count), right));
        }

        return new Split(inputs.DetachFromDisposeScope(), new Dictionary<string, torch.Tensor>
        {
            ["left"] = labels.DetachFromDisposeScope(),
            ["right"] = labels.index_select(0, partners).DetachFromDisposeScope(),
        });
    }

    /// <summary>Puts digits together.</summary>
    /// <param name="left">Byte [B, 28, 28], to stand at the top left.</param>
    /// <param name="right">Byte [B, 28, 28], to stand at the offset.</param>
    /// <returns>Float32 [B, 1, 28, 28].</returns>
    private torch.Tensor Compose(torch.Tensor left, torch.Tensor right)
    {
        var canvas = torch.zeros([left.size(0), Canvas, Canvas], torch.uint8);
        canvas.narrow(1, 0, Digit).narrow(2, 0, Digit).copy_(left);
        var place = canvas.narrow(1, options.Offset, Digit).narrow(2, options.Offset, Digit);
        place.copy_(torch.maximum(place, right));
        var pixels = MnistPixels.Standardize(canvas).unsqueeze(1);
        return options.Resize == ResizeMethod.Nearest
            ? torch.nn.functional.interpolate(pixels, [Digit, Digit], mode: torch.InterpolationMode.Nearest)
            : torch.nn.functional.interpolate(pixels, [Digit, Digit], mode: torch.InterpolationMode.Bilinear, align_corners: false);
    }
}
