namespace MtlTorch.Data.Tables;

/// <summary>A row of a table as it is written.</summary>
/// <param name="Line">The line of the file that it begins in, from 1.</param>
/// <param name="Fields">Its fields, as many as the table has columns, without spaces around them.</param>
public sealed record TableRow(long Line, IReadOnlyList<string> Fields);
