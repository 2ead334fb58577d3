namespace MtlTorch.Tensors.Safetensors;

/// <summary>
/// Reads and writes tensors in the safetensors format (https://github.com/huggingface/safetensors): eight bytes with the
/// header's length, a JSON header with dtype, shape and place of each tensor, and the raw little-endian data.
/// </summary>
public static class SafetensorsFile
{
    /// <summary>Writes a file; an existing one is replaced only when the new one is complete and on the disk.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="tensors">
    /// Name and tensor, on any device. They lie in the file in this order, except that those with longer elements come first: each
    /// begins at a multiple of its elements' length then, as readers want it that map the file into memory.
    /// </param>
    /// <param name="metadata">Texts to keep beside the tensors.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is no Unicode text, or the format has no such element type. Nothing is written then.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, torch.Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var list = tensors.OrderByDescending(t => Alignment(t.Value)).ToList();
        var header = SafetensorsHeaderWriter.Format(list, metadata);
        var temporary = path + ".part";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(header);
            foreach (var (_, tensor) in list)
            {
                WriteData(stream, tensor);
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a whole file onto the CPU. The caller owns the tensors.</summary>
    /// <exception cref="MalformedFileException">The file is not a complete and consistent safetensors file.</exception>
    public static SafetensorsContent Read(string path)
    {
        using var scope = torch.NewDisposeScope();
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var header = SafetensorsHeaderReader.Read(path, stream);
        var tensors = new Dictionary<string, torch.Tensor>(StringComparer.Ordinal);
        foreach (var entry in header.Entries)
        {
            stream.Position = header.DataStart + entry.Begin;
            tensors.Add(entry.Name, ReadData(path, stream, entry));
        }

        foreach (var tensor in tensors.Values)
        {
            tensor.MoveToOuterDisposeScope();
        }

        return new SafetensorsContent(tensors, header.Metadata);
    }

    /// <summary>A type that the format does not know is refused later, with the tensor's name.</summary>
    private static long Alignment(torch.Tensor tensor) => SafetensorsDtype.SizeOf(tensor.dtype);

    private static void WriteData(FileStream stream, torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        foreach (var chunk in Chunks(tensor.detach().cpu().contiguous()))
        {
            stream.Write(chunk.bytes);
        }
    }

    private static torch.Tensor ReadData(string path, FileStream stream, SafetensorsEntry entry)
    {
        using var scope = torch.NewDisposeScope();
        var tensor = torch.empty(entry.Shape, entry.Type);
        foreach (var chunk in Chunks(tensor))
        {
            var bytes = chunk.bytes;
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            {
                throw new MalformedFileException(path, stream.Position, $"the file ends inside the data of tensor '{entry.Name}'.");
            }
        }

        return tensor.MoveToOuterDisposeScope();
    }

    /// <summary>Views of a contiguous tensor that are small enough for a span.</summary>
    private static IEnumerable<torch.Tensor> Chunks(torch.Tensor tensor)
    {
        const long MaxElements = 1 << 27;
        var flat = tensor.view(-1);
        for (long at = 0; at < flat.numel(); at += MaxElements)
        {
            yield return flat.narrow(0, at, Math.Min(MaxElements, flat.numel() - at));
        }
    }
}

/// <summary>What a safetensors file holds.</summary>
/// <param name="Tensors">The tensors by name, on the CPU; owned by whoever holds this object.</param>
/// <param name="Metadata">The texts kept beside them.</param>
public sealed record SafetensorsContent(
    IReadOnlyDictionary<string, torch.Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) : IDisposable
{
    /// <summary>Disposes of the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
