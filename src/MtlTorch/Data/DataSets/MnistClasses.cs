namespace MtlTorch.Data.DataSets;

/// <summary>The digits that are kept, and their numbers as classes.</summary>
internal sealed class MnistClasses
{
    private const int All = 10;

    private readonly IReadOnlyList<int>? digits;

    /// <param name="digits">The digits in the order of their classes; all ten if null.</param>
    /// <exception cref="InvalidOptionException">There is none, or one that does not exist or stands twice.</exception>
    public MnistClasses(IReadOnlyList<int>? digits)
    {
        this.digits = digits;
        Target = digits is null ? ClassTarget.Numbered(All) : new ClassTarget([.. digits.Select(d => $"{d}")]);
        if (digits is { Count: 0 })
        {
            throw new InvalidOptionException("classes", "no digit is named; name those to be kept, or leave classes out to keep all ten.");
        }

        for (var i = 0; i < digits?.Count; i++)
        {
            if (digits[i] is < 0 or >= All)
            {
                throw new InvalidOptionException($"classes[{i}]", $"must be a digit from 0 to 9; found {digits[i]}.");
            }

            if (digits.Take(i).Contains(digits[i]))
            {
                throw new InvalidOptionException($"classes[{i}]", $"the digit {digits[i]} stands twice; name each once.");
            }
        }
    }

    /// <summary>The classes, named by their digits.</summary>
    public ClassTarget Target { get; }

    /// <summary>Whether every row is kept as it is.</summary>
    public bool KeepsAll => digits is null;

    /// <summary>Which rows are kept, and the classes of these.</summary>
    /// <param name="labels">The digits of some rows, Int64 [N].</param>
    /// <returns>Row numbers Int64 [n], ascending, and class numbers Int64 [n].</returns>
    public (torch.Tensor Rows, torch.Tensor Classes) Select(torch.Tensor labels)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = Enumerable.Range(0, All).Select(d => digits is null ? d : (long)digits.ToList().IndexOf(d)).ToArray();
        var classes = torch.tensor(numbers).index_select(0, labels);
        var rows = classes.ge(0).nonzero().flatten();
        return (rows.MoveToOuterDisposeScope(), classes.index_select(0, rows).MoveToOuterDisposeScope());
    }
}
