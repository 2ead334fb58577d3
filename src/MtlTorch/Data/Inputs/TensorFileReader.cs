using MtlTorch.Tensors;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Data.Inputs;

/// <summary>
/// Reads a safetensors file that holds inputs as they are: the tensor "inputs", or the only one there is, [N, ...] with the shape of the data set's inputs. Bytes are
/// taken for pixels where the data set has pixels.
/// </summary>
/// <param name="shape">Shape of one input.</param>
/// <param name="scale">Turns pixels from 0 to 255, of any shape, into inputs; null where the inputs are no pixels.</param>
public sealed class TensorFileReader(IReadOnlyList<long> shape, Func<torch.Tensor, torch.Tensor>? scale = null) : IInputReader
{
    private const string Name = "inputs";

    /// <summary>Whether a path looks like such a file.</summary>
    public static bool Takes(string path) => Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IEnumerable<InputRows> Read(string path, int rowsAtOnce, Action<BadRow> bad)
    {
        using var content = SafetensorsFile.Read(path);
        var rows = Chosen(path, content.Tensors);
        for (long start = 0; start < rows.size(0); start += rowsAtOnce)
        {
            var count = Math.Min(rowsAtOnce, rows.size(0) - start);
            using var part = rows.narrow(0, start, count);
            yield return new InputRows(Inputs(part), [.. Enumerable.Range(0, (int)count).Select(i => new RowName(start + i + 1))]);
        }
    }

    private torch.Tensor Inputs(torch.Tensor rows)
    {
        using var scope = torch.NewDisposeScope();
        return (rows.dtype == torch.uint8 ? scale!(rows) : rows.to(torch.float32, copy: true)).MoveToOuterDisposeScope();
    }

    private torch.Tensor Chosen(string path, IReadOnlyDictionary<string, torch.Tensor> tensors)
    {
        if (!tensors.TryGetValue(Name, out var rows))
        {
            rows = tensors.Count == 1
                ? tensors.Values.First()
                : throw new InvalidOptionException("--input", $"{path} holds the tensors {string.Join(", ", tensors.Keys)}; call the one that holds the rows '{Name}'.");
        }

        if (rows.dim() != shape.Count + 1 || !rows.shape.Skip(1).SequenceEqual(shape))
        {
            throw new InvalidOptionException("--input", $"{path} holds a tensor {ShapeText.Format(rows.shape)}; the model takes rows of {ShapeText.Format([.. shape])}, so [N, {string.Join(", ", shape)}].");
        }

        return rows.is_floating_point() || (rows.dtype == torch.uint8 && scale is not null)
            ? rows
            : throw new InvalidOptionException("--input", $"{path} holds a tensor of {rows.dtype}; the model takes real numbers{(scale is null ? "" : ", or pixels as bytes")}.");
    }
}
