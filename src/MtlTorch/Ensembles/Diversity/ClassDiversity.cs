using MtlTorch.Ensembles.Combining;
using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Diversity;

/// <summary>How differently the members of a classification err.</summary>
/// <param name="Pairs">Of members i and j, i before j, at [i][j - i - 1].</param>
public sealed record ClassDiversity(IReadOnlyList<IReadOnlyList<PairDiversity>> Pairs)
{
    /// <summary>Mean over the pairs for which a measure is defined; NaN if there is none.</summary>
    public PairDiversity Mean => new(Average(p => p.Disagreement), Average(p => p.Q), Average(p => p.Correlation), Average(p => p.DoubleFault));

    /// <summary>Measures it on rows with targets.</summary>
    public static ClassDiversity Of(TaskOutputs rows)
    {
        using var scope = NewDisposeScope();
        var right = rows.Members.argmax(-1).eq(rows.Target.unsqueeze(0)).to(float64);
        var both = right.mm(right.t()).cpu().data<double>().ToArray();
        double Both(int i, int j) => both[i * rows.Count + j];
        return new ClassDiversity([.. Enumerable.Range(0, rows.Count).Select(i => (IReadOnlyList<PairDiversity>)
            [.. Enumerable.Range(i + 1, rows.Count - i - 1).Select(j => PairDiversity.Of(
                Both(i, j), Both(i, i) - Both(i, j), Both(j, j) - Both(i, j), rows.Rows - Both(i, i) - Both(j, j) + Both(i, j)))])]);
    }

    private double Average(Func<PairDiversity, double> measure) =>
        Pairs.SelectMany(p => p).Select(measure).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();
}
