using System.Buffers.Binary;

namespace TestSupport;

/// <summary>Writes small data sets in MNIST's format.</summary>
public static class MnistFixture
{
    /// <summary>Writes the four files into ROOT/mnist: 28 x 28 images of seeded noise with a bright block whose place tells the digit.</summary>
    public static void Write(string root, int train = 60, int test = 20, int seed = 1)
    {
        var folder = Path.Combine(root, "mnist");
        Directory.CreateDirectory(folder);
        var random = new Random(seed);
        foreach (var (name, rows) in new[] { ("train", train), ("t10k", test) })
        {
            var labels = Enumerable.Range(0, rows).Select(_ => (byte)random.Next(10)).ToArray();
            var images = labels.SelectMany(label => Image(label, random)).ToArray();
            File.WriteAllBytes(Path.Combine(folder, $"{name}-images-idx3-ubyte"), Idx(images, rows, 28, 28));
            File.WriteAllBytes(Path.Combine(folder, $"{name}-labels-idx1-ubyte"), Idx(labels, rows));
        }
    }

    /// <summary>The elements of one of the files, without its header.</summary>
    public static byte[] Elements(string root, string name)
    {
        var file = File.ReadAllBytes(Path.Combine(root, "mnist", name));
        return file[(4 + 4 * file[3])..];
    }

    /// <summary>An IDX file of unsigned bytes.</summary>
    public static byte[] Idx(byte[] elements, params int[] shape)
    {
        var file = new byte[4 + 4 * shape.Length + elements.Length];
        (file[2], file[3]) = (0x08, (byte)shape.Length);
        for (var i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), shape[i]);
        }

        elements.CopyTo(file, 4 + 4 * shape.Length);
        return file;
    }

    private static byte[] Image(int label, Random random)
    {
        var image = new byte[28 * 28];
        random.NextBytes(image);
        for (var i = 0; i < image.Length; i++)
        {
            image[i] /= 4;
        }

        var (top, left) = (label / 5 * 12 + 3, label % 5 * 5 + 1);
        for (var y = top; y < top + 8; y++)
        {
            image.AsSpan(y * 28 + left, 5).Fill(255);
        }

        return image;
    }
}
