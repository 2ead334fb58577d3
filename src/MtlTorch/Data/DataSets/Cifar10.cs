using System.Globalization;

namespace MtlTorch.Data.DataSets;

/// <summary>See <see cref="Cifar10Options"/>. Inputs are Float32 [N, 3, 32, 32].</summary>
public sealed class Cifar10 : IDataSet
{
    private const string Class = "class";
    private const string Animal = "animal";

    /// <summary>Mean and deviation of red, green and blue over the training images, pixels from 0 to 1.</summary>
    private static readonly float[] Means = [0.4914f, 0.4822f, 0.4465f];
    private static readonly float[] Deviations = [0.2470f, 0.2435f, 0.2616f];

    /// <summary>Whether a class is an animal: bird, cat, deer, dog, frog and horse are.</summary>
    private static readonly long[] IsAnimal = [0, 0, 1, 1, 1, 1, 1, 1, 0, 0];

    private readonly Cifar10Options options;
    private readonly Cifar10Files files;

    /// <summary>Finds the files and measures them.</summary>
    /// <exception cref="InvalidOptionException">A file is missing, or an option does not fit what is there.</exception>
    /// <exception cref="MalformedFileException">A file does not consist of whole rows.</exception>
    public Cifar10(Cifar10Options options)
    {
        this.options = options;
        files = new Cifar10Files(options.Root, options.Folder);
        var left = files.TrainRows - options.Validation;
        if (left < 1)
        {
            throw new InvalidOptionException("validation", $"{options.Validation} rows are to be held out, but the training files have {files.TrainRows}; leave some to train on.");
        }

        if (options.Rows > left)
        {
            throw new InvalidOptionException("rows", string.Create(
                CultureInfo.InvariantCulture, $"{options.Rows:#,0} training rows are to be used; there are {left:#,0} beside the {options.Validation:#,0} that are held out for validation."));
        }

        Description = new DataDescription(
            [Cifar10Files.Channels, Cifar10Files.Side, Cifar10Files.Side],
            new Dictionary<string, TargetDescription> { [Class] = new ClassTarget(files.Names), [Animal] = new ClassTarget(["vehicle", Animal]) },
            new Dictionary<SplitName, long>
            {
                [SplitName.Train] = options.Rows ?? left,
                [SplitName.Validation] = options.Validation,
                [SplitName.Test] = files.TestRows,
            });
    }

    /// <inheritdoc/>
    public DataDescription Description { get; }

    /// <inheritdoc/>
    public Split Load(SplitName name)
    {
        using var scope = torch.NewDisposeScope();
        var start = name == SplitName.Validation ? files.TrainRows - options.Validation : 0;
        var (images, labels) = files.Read(name == SplitName.Test, start, Description.Rows[name]);
        var inputs = Scale(images, options.Pixels);
        return new Split(inputs.DetachFromDisposeScope(), new Dictionary<string, torch.Tensor>
        {
            [Class] = labels.DetachFromDisposeScope(),
            [Animal] = torch.tensor(IsAnimal).index_select(0, labels).DetachFromDisposeScope(),
        });
    }

    /// <summary>Pixels from 0 to 255 [N, 3, H, W] as inputs: a new Float32 tensor of the same shape.</summary>
    internal static torch.Tensor Scale(torch.Tensor images, PixelScale scale)
    {
        var inputs = images.to(torch.float32, copy: true).div_(255);
        return scale == PixelScale.Standardized ? inputs.sub_(PerChannel(Means)).div_(PerChannel(Deviations)) : inputs;
    }

    private static torch.Tensor PerChannel(float[] values) => torch.tensor(values, [Cifar10Files.Channels, 1, 1]);
}
