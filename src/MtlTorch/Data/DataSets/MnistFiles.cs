using MtlTorch.Tensors;

namespace MtlTorch.Data.DataSets;

/// <summary>The four files of MNIST or of a set in its format, found and compared with each other before anything is read.</summary>
internal sealed class MnistFiles
{
    private const long LabelHeaderBytes = 8;

    private readonly string trainImages;
    private readonly string trainLabels;
    private readonly string testImages;
    private readonly string testLabels;

    /// <param name="root">Folder of the data sets.</param>
    /// <param name="folder">Folder of this one within it.</param>
    /// <exception cref="InvalidOptionException">A file is missing.</exception>
    /// <exception cref="MalformedFileException">Headers are damaged or contradict each other.</exception>
    public MnistFiles(string root, string folder)
    {
        var place = Path.Combine(root, folder);
        trainImages = Find(place, "train-images-idx3-ubyte");
        trainLabels = Find(place, "train-labels-idx1-ubyte");
        testImages = Find(place, "t10k-images-idx3-ubyte");
        testLabels = Find(place, "t10k-labels-idx1-ubyte");
        var train = Check(trainImages, trainLabels);
        var test = Check(testImages, testLabels);
        (TrainRows, Height, Width) = (train[0], train[1], train[2]);
        TestRows = test[0];
        if (test[1] != Height || test[2] != Width)
        {
            throw new MalformedFileException(testImages, 8, $"its images measure {test[1]} x {test[2]}, those of {trainImages} {Height} x {Width}.");
        }
    }

    public long TrainRows { get; }

    public long TestRows { get; }

    public long Height { get; }

    public long Width { get; }

    /// <summary>Rows of each split when the last <paramref name="validation"/> rows of the training file are held out.</summary>
    /// <exception cref="InvalidOptionException">No training row would be left.</exception>
    public IReadOnlyDictionary<SplitName, long> Rows(long validation) =>
        validation < TrainRows
            ? new Dictionary<SplitName, long>
            {
                [SplitName.Train] = TrainRows - validation,
                [SplitName.Validation] = validation,
                [SplitName.Test] = TestRows,
            }
            : throw new InvalidOptionException("validation", $"{validation} rows are to be held out, but the training file has {TrainRows}; leave some to train on.");

    /// <summary>Images Byte [N, H, W] and labels Int64 [N] of one split.</summary>
    public (torch.Tensor Images, torch.Tensor Labels) Read(SplitName split, long validation)
    {
        using var scope = torch.NewDisposeScope();
        var (start, count) = Place(split, validation);
        var images = Idx.Read(split == SplitName.Test ? testImages : trainImages).narrow(0, start, count).clone();
        return (images.MoveToOuterDisposeScope(), ReadLabels(split, validation).MoveToOuterDisposeScope());
    }

    /// <summary>Labels Int64 [N] of one split, from 0 to 9.</summary>
    public torch.Tensor ReadLabels(SplitName split, long validation)
    {
        using var scope = torch.NewDisposeScope();
        var file = split == SplitName.Test ? testLabels : trainLabels;
        var labels = Idx.Read(file).to(torch.int64);
        var row = labels.argmax().item<long>();
        var label = labels[row].item<long>();
        if (label > 9)
        {
            throw new MalformedFileException(file, LabelHeaderBytes + row, $"the label of row {row} is {label}; labels go from 0 to 9.");
        }

        var (start, count) = Place(split, validation);
        return labels.narrow(0, start, count).clone().MoveToOuterDisposeScope();
    }

    private (long Start, long Count) Place(SplitName split, long validation) => split switch
    {
        SplitName.Train => (0, TrainRows - validation),
        SplitName.Validation => (TrainRows - validation, validation),
        _ => (0, TestRows),
    };

    private static string Find(string place, string name)
    {
        var candidates = new[] { Path.Combine(place, name), Path.Combine(place, name + ".gz") };
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new InvalidOptionException("root", $"{candidates[0]} (or .gz) does not exist. Put the four MNIST files into {place}, or name the folder above it with data.root or MTL_DATA.");
    }

    private static long[] Check(string imageFile, string labelFile)
    {
        var images = Idx.ReadShape(imageFile);
        var labels = Idx.ReadShape(labelFile);
        if (images.Length != 3 || images.Contains(0))
        {
            throw new MalformedFileException(imageFile, 3, $"it holds an array {ShapeText.Format(images)}; images have three dimensions, none of them 0.");
        }

        return labels.Length == 1 && labels[0] == images[0]
            ? images
            : throw new MalformedFileException(labelFile, 4, $"it holds an array {ShapeText.Format(labels)}, but {imageFile} has {images[0]} images.");
    }
}
