namespace MtlTorch.Data.Inputs;

/// <summary>Reads new rows, without targets, for a model that was trained on a data set.</summary>
public interface IInputReader
{
    /// <summary>Reads the rows of a file in their order, some at a time.</summary>
    /// <param name="path">The file, or a folder where the reader takes one.</param>
    /// <param name="rowsAtOnce">Rows per portion, from 1; the last one may have fewer.</param>
    /// <param name="bad">Is told of each row that cannot be read. Where it returns, the row is left out.</param>
    /// <exception cref="InvalidOptionException">It is no file that the reader knows.</exception>
    /// <exception cref="MalformedFileException">The file as a whole is damaged.</exception>
    IEnumerable<InputRows> Read(string path, int rowsAtOnce, Action<BadRow> bad);
}

/// <summary>Some rows. Who gets them disposes of the tensor.</summary>
/// <param name="Inputs">Inputs [B, ...] as the data set gives them, on the CPU.</param>
/// <param name="Names">What each is called [B].</param>
public sealed record InputRows(torch.Tensor Inputs, IReadOnlyList<RowName> Names);

/// <summary>What a row is called where somebody looks for it.</summary>
/// <param name="Number">Its number in the file, or of the file in the folder, from 1; rows that are left out count.</param>
/// <param name="File">Name of the file, where each row is a file.</param>
public sealed record RowName(long Number, string? File = null);

/// <summary>A row that cannot be read.</summary>
/// <param name="Name">Which it is.</param>
/// <param name="Problem">File and place, what was found and what was expected: a whole message.</param>
public sealed record BadRow(RowName Name, string Problem);
