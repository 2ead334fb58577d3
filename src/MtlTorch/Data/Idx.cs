using System.Buffers.Binary;
using System.IO.Compression;
using MtlTorch.Tensors;

namespace MtlTorch.Data;

/// <summary>
/// Reads arrays of unsigned bytes in the IDX format of the MNIST files, plain or gzip: two zero bytes, the element type
/// (8), the number of dimensions, the big-endian sizes, the elements.
/// </summary>
public static class Idx
{
    private const byte UnsignedByte = 0x08;
    private const int MaxDimensions = 8;

    /// <summary>Deflate cannot do better than this, so a compressed file never justifies more bytes.</summary>
    private const long MaxCompression = 1032;

    /// <summary>What one span of memory can take.</summary>
    private const long MaxElements = int.MaxValue;

    /// <summary>The sizes of the array, from the header (and the length of a plain file) alone.</summary>
    /// <exception cref="MalformedFileException">The header is damaged or promises more than the file can hold.</exception>
    public static long[] ReadShape(string path)
    {
        using var stream = new IdxStream(path);
        return ReadShape(stream);
    }

    /// <summary>The whole array as a Byte tensor on the CPU. A compressed file's checksum is compared, unless it is cut off behind the last element.</summary>
    /// <exception cref="MalformedFileException">The file is damaged, too short or too long.</exception>
    public static torch.Tensor Read(string path)
    {
        using var scope = torch.NewDisposeScope();
        using var stream = new IdxStream(path);
        var tensor = torch.empty(ReadShape(stream), torch.uint8);
        if (tensor.numel() > 0)
        {
            stream.Fill(tensor.bytes, "the elements");
        }

        stream.ExpectEnd();
        return tensor.MoveToOuterDisposeScope();
    }

    private static long[] ReadShape(IdxStream stream)
    {
        Span<byte> magic = stackalloc byte[4];
        stream.Fill(magic, "the magic number");
        if (magic[0] != 0 || magic[1] != 0 || magic[2] != UnsignedByte || magic[3] is 0 or > MaxDimensions)
        {
            throw stream.Problem(0, $"the magic number is {Convert.ToHexStringLower(magic)}; an IDX file of unsigned bytes begins with 000008 and its number of dimensions (01 to 0{MaxDimensions}).");
        }

        var shape = new long[magic[3]];
        Span<byte> size = stackalloc byte[4];
        Int128 elements = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            stream.Fill(size, $"size {i + 1} of {shape.Length}");
            shape[i] = BinaryPrimitives.ReadUInt32BigEndian(size);
            elements *= shape[i];
            stream.CheckPromise(elements, shape[..(i + 1)]);
        }

        stream.CheckLength((long)elements);
        return shape;
    }

    /// <summary>A plain or compressed file that knows how far it was read.</summary>
    private sealed class IdxStream : IDisposable
    {
        private readonly string path;
        private readonly FileStream file;
        private readonly Stream content;
        private readonly bool compressed;
        private long position;

        public IdxStream(string path)
        {
            this.path = path;
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            compressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
            content = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        }

        public void Fill(Span<byte> buffer, string what)
        {
            var read = Guarded(buffer);
            position += read;
            if (read < buffer.Length)
            {
                throw Problem(position, $"the file ends inside {what}: {buffer.Length - read} of {buffer.Length} bytes are missing.");
            }
        }

        public void ExpectEnd()
        {
            Span<byte> one = stackalloc byte[1];
            if (Guarded(one) > 0)
            {
                throw Problem(position, "the file goes on after the last element.");
            }
        }

        public void CheckPromise(Int128 elements, long[] shape)
        {
            var most = compressed ? file.Length * MaxCompression : file.Length - position;
            if (elements > most)
            {
                throw Problem(position - 4, $"the header promises {ShapeText.Format(shape)} elements, more than a file of {file.Length} bytes can hold.");
            }

            if (elements > MaxElements)
            {
                throw Problem(position - 4, $"the header promises {ShapeText.Format(shape)} elements; at most {MaxElements} can be read.");
            }
        }

        /// <summary>How long a plain file must be is known before its elements are read; of a compressed one only afterwards.</summary>
        public void CheckLength(long elements)
        {
            if (!compressed && file.Length - position > elements)
            {
                throw Problem(position + elements, "the file goes on after the last element.");
            }
        }

        public MalformedFileException Problem(long offset, string problem, Exception? inner = null) =>
            new(path, offset, (compressed ? "(uncompressed) " : "") + problem, inner);

        public void Dispose()
        {
            content.Dispose();
            file.Dispose();
        }

        private int Guarded(Span<byte> buffer)
        {
            try
            {
                return content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            }
            catch (InvalidDataException e)
            {
                throw Problem(position, $"the gzip data is damaged ({e.Message.TrimEnd('.')}).", e);
            }
        }
    }
}
