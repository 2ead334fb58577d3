namespace MtlTorch.Experiments.Comparing.Reports;

/// <summary>A table for people: texts, the first column names the row.</summary>
/// <param name="Headers">The headers.</param>
/// <param name="Rows">The rows, each as long as the headers.</param>
public sealed record TextTable(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows);
