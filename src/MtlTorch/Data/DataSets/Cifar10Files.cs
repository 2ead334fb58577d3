namespace MtlTorch.Data.DataSets;

/// <summary>The files of CIFAR-10, found and measured before anything is read: records of a label byte and 3,072 bytes of red, green and blue.</summary>
internal sealed class Cifar10Files
{
    public const int Side = 32;
    public const int Channels = 3;
    public const int Pixels = Channels * Side * Side;

    private const int Record = 1 + Pixels;
    private const int Classes = 10;

    private readonly string[] train;
    private readonly string[] test;

    /// <exception cref="InvalidOptionException">A file is missing.</exception>
    /// <exception cref="MalformedFileException">A file does not consist of whole records, or names are missing.</exception>
    public Cifar10Files(string root, string folder)
    {
        var place = Path.Combine(root, folder);
        train = [.. Enumerable.Range(1, 5).Select(i => Find(place, $"data_batch_{i}.bin"))];
        test = [Find(place, "test_batch.bin")];
        Names = ReadNames(Find(place, "batches.meta.txt"));
        (TrainRows, TestRows) = (train.Sum(Count), test.Sum(Count));
    }

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Names { get; }

    public long TrainRows { get; }

    public long TestRows { get; }

    /// <summary>Some rows of the training files, or of the test file.</summary>
    /// <returns>Images Byte [N, 3, 32, 32] and classes Int64 [N].</returns>
    public (torch.Tensor Images, torch.Tensor Labels) Read(bool fromTest, long start, long count)
    {
        using var scope = torch.NewDisposeScope();
        var images = torch.empty([count, Channels, Side, Side], torch.uint8);
        var labels = new long[count];
        long before = 0;
        foreach (var file in fromTest ? test : train)
        {
            var rows = Count(file);
            var (first, last) = (Math.Max(start, before), Math.Min(start + count, before + rows));
            if (first < last)
            {
                Read(file, first - before, images.narrow(0, first - start, last - first), labels.AsSpan((int)(first - start), (int)(last - first)));
            }

            before += rows;
        }

        return (images.MoveToOuterDisposeScope(), torch.tensor(labels).MoveToOuterDisposeScope());
    }

    private static void Read(string path, long first, torch.Tensor images, Span<long> labels)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);
        file.Position = first * Record;
        var pixels = images.bytes;
        for (var i = 0; i < labels.Length; i++)
        {
            var offset = file.Position;
            var label = file.ReadByte();
            if (label is < 0 or >= Classes)
            {
                throw new MalformedFileException(path, offset, label < 0 ? "the file ended while it was read." : $"the label of row {first + i} is {label}; labels go from 0 to 9.");
            }

            labels[i] = label;
            file.ReadExactly(pixels.Slice(i * Pixels, Pixels));
        }
    }

    private static long Count(string path)
    {
        var length = new FileInfo(path).Length;
        return length > 0 && length % Record == 0
            ? length / Record
            : throw new MalformedFileException(path, length - (length % Record), length == 0
                ? "the file is empty."
                : $"the file ends inside a row: it has {length} bytes, and a row takes {Record}. This must be the binary version of CIFAR-10.");
    }

    private static List<string> ReadNames(string path)
    {
        var names = File.ReadAllLines(path).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        return names.Count == Classes && names.Distinct().Count() == Classes
            ? names
            : throw MalformedFileException.AtLine(path, Math.Min(names.Count, Classes) + 1, null, $"the file names {names.Distinct().Count()} different classes in {names.Count} lines; there are {Classes}, one per line.");
    }

    private static string Find(string place, string name)
    {
        var path = Path.Combine(place, name);
        return File.Exists(path)
            ? path
            : throw new InvalidOptionException("root", $"{path} does not exist. Put the files of CIFAR-10's binary version into {place}, or name the folder above it with data.root or MTL_DATA.");
    }
}
