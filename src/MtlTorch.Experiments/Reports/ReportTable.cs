namespace MtlTorch.Experiments.Reports;

/// <summary>A table that a page shows beside its own.</summary>
/// <param name="Title">Heading of its section.</param>
/// <param name="Columns">Headers.</param>
/// <param name="Rows">Cells, ready to be read; as many per row as there are headers.</param>
/// <param name="Note">What it needs to be understood; null for nothing.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, string? Note = null);
