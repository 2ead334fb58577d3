using MtlTorch.Tensors;

namespace MtlTorch.Data.Inputs;

/// <summary>Reads images: PNG files (one, or all of a folder), an array in the IDX format, records in CIFAR's binary format, or a safetensors file.</summary>
/// <param name="shape">Shape of one input: [channels, height, width].</param>
/// <param name="scale">Turns pixels from 0 to 255 [N, channels, height, width] into inputs.</param>
public sealed class ImageReader(IReadOnlyList<long> shape, Func<torch.Tensor, torch.Tensor> scale) : IInputReader
{
    private const int CifarLabelBytes = 1;
    private const string Png = ".png";

    private int PixelBytes => (int)(shape[0] * shape[1] * shape[2]);

    /// <inheritdoc/>
    public IEnumerable<InputRows> Read(string path, int rowsAtOnce, Action<BadRow> bad)
    {
        if (TensorFileReader.Takes(path))
        {
            return new TensorFileReader(shape, scale).Read(path, rowsAtOnce, bad);
        }

        if (Directory.Exists(path))
        {
            var files = Directory.EnumerateFiles(path).Where(IsPng).Order(StringComparer.Ordinal).ToList();
            return files.Count > 0 ? ReadPng(files, rowsAtOnce, bad) : throw new InvalidOptionException("--input", $"the folder {path} holds no file that ends in {Png}.");
        }

        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            Png => ReadPng([path], rowsAtOnce, bad),
            ".bin" => ReadRecords(path, rowsAtOnce, bad),
            ".jpg" or ".jpeg" or ".gif" or ".bmp" or ".webp" or ".tif" or ".tiff" => throw new InvalidOptionException("--input", $"{path} is no PNG file; images of other kinds are to be converted first, without loss: convert IN.jpg OUT.png."),
            _ => ReadIdx(path, rowsAtOnce),
        };
    }

    private static bool IsPng(string path) => Path.GetExtension(path).Equals(Png, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<InputRows> ReadPng(IReadOnlyList<string> files, int rowsAtOnce, Action<BadRow> bad)
    {
        var named = files.Select((file, i) => (Path: file, Name: new RowName(i + 1, Path.GetFileName(file))));
        foreach (var some in named.Chunk(rowsAtOnce))
        {
            var names = new List<RowName>();
            var pixels = new byte[some.Length * PixelBytes];
            foreach (var (file, name) in some)
            {
                try
                {
                    ReadPixels(file, pixels.AsSpan(names.Count * PixelBytes, PixelBytes));
                    names.Add(name);
                }
                catch (Exception e) when (e is MalformedFileException or IOException or UnauthorizedAccessException)
                {
                    bad(new BadRow(name, e.Message));
                }
            }

            if (names.Count > 0)
            {
                yield return new InputRows(Inputs(pixels[..(names.Count * PixelBytes)], names.Count), names);
            }
        }
    }

    /// <summary>Puts the pixels of a PNG file where they are wanted, channel after channel. A gray picture where colors are wanted counts with equal channels.</summary>
    private void ReadPixels(string file, Span<byte> planes)
    {
        var picture = PngFile.Read(file);
        var (channels, height, width) = ((int)shape[0], (int)shape[1], (int)shape[2]);
        if (picture.Height != height || picture.Width != width)
        {
            throw new MalformedFileException(file, PngFile.SizeOffset, $"the image measures {picture.Width} x {picture.Height} pixels; the model takes {width} x {height}.");
        }

        if (picture.Channels != channels && picture.Channels != 1)
        {
            throw new MalformedFileException(file, PngFile.SizeOffset, $"the image has {picture.Channels} color channels; the model takes gray ones. Convert it: convert IN.png -colorspace Gray OUT.png.");
        }

        for (var channel = 0; channel < channels; channel++)
        {
            var plane = planes.Slice(channel * height * width, height * width);
            for (int i = 0, from = Math.Min(channel, picture.Channels - 1); i < plane.Length; i++, from += picture.Channels)
            {
                plane[i] = picture.Pixels[from];
            }
        }
    }

    private IEnumerable<InputRows> ReadIdx(string path, int rowsAtOnce)
    {
        using var images = Idx.Read(path);
        var flat = images.dim() == 3 && shape[0] == 1;
        if (!(flat || images.dim() == 4) || !images.shape.Skip(1).SequenceEqual(flat ? shape.Skip(1) : shape))
        {
            throw new InvalidOptionException("--input", $"{path} holds an array {ShapeText.Format(images.shape)}; the model takes images of {ShapeText.Format([.. shape])}.");
        }

        for (long start = 0; start < images.size(0); start += rowsAtOnce)
        {
            var count = Math.Min(rowsAtOnce, images.size(0) - start);
            using var part = images.narrow(0, start, count);
            yield return new InputRows(Inputs(part), Numbered(start, count));
        }
    }

    private IEnumerable<InputRows> ReadRecords(string path, int rowsAtOnce, Action<BadRow> bad)
    {
        var record = CifarLabelBytes + PixelBytes;
        using var file = File.OpenRead(path);
        var buffer = new byte[record];
        for (long start = 0; start * record < file.Length; start += rowsAtOnce)
        {
            var pixels = new List<byte>();
            for (var i = 0; i < rowsAtOnce && file.Position < file.Length; i++)
            {
                if (file.ReadAtLeast(buffer, record, throwOnEndOfStream: false) == record)
                {
                    pixels.AddRange(buffer[CifarLabelBytes..]);
                    continue;
                }

                bad(new BadRow(new RowName(start + i + 1), $"{path}, byte {(start + i) * record}: the file ends inside a record; records have {record} bytes, a label and {ShapeText.Format([.. shape])} pixels."));
            }

            if (pixels.Count > 0)
            {
                var count = pixels.Count / PixelBytes;
                yield return new InputRows(Inputs([.. pixels], count), Numbered(start, count));
            }
        }
    }

    private static RowName[] Numbered(long start, long count) => [.. Enumerable.Range(0, (int)count).Select(i => new RowName(start + i + 1))];

    private torch.Tensor Inputs(byte[] pixels, long rows)
    {
        using var scope = torch.NewDisposeScope();
        return Inputs(torch.tensor(pixels, dtype: torch.uint8).view([rows, .. shape])).MoveToOuterDisposeScope();
    }

    private torch.Tensor Inputs(torch.Tensor pixels)
    {
        using var scope = torch.NewDisposeScope();
        return scale(pixels).view([pixels.size(0), .. shape]).MoveToOuterDisposeScope();
    }
}
