namespace MtlTorch;

/// <summary>What one input is: its shape and, for a row of a table, what stands in its columns.</summary>
/// <param name="Shape">Shape of one input, without the batch dimension.</param>
/// <param name="Columns">What the C numbers of an input [C] mean, in their order; empty where that is not known, as of images.</param>
public sealed record InputDescription(IReadOnlyList<long> Shape, IReadOnlyList<InputColumn> Columns)
{
    private const int MostNames = 3;

    /// <summary>Inputs of which only the shape is known.</summary>
    public InputDescription(IReadOnlyList<long> shape)
        : this(shape, [])
    {
    }

    /// <summary>The shape, for whoever computes with the numbers as they stand.</summary>
    /// <param name="option">The option that chose it.</param>
    /// <param name="reader">Who that is, for the message: "this trunk".</param>
    /// <param name="remedy">What to do instead.</param>
    /// <exception cref="InvalidOptionException">Some of the numbers are codes of categories, or may be missing.</exception>
    public IReadOnlyList<long> NumbersAlone(string option, string reader, string remedy)
    {
        var categories = Columns.OfType<CategoryColumn>().Select(c => c.Name).ToList();
        var gaps = Columns.OfType<NumberColumn>().Where(c => c.HasMissing).Select(c => c.Name).ToList();
        var found = new[] { Some(categories, "categories in"), Some(gaps, "missing values in") }.OfType<string>().ToList();
        return found.Count == 0 ? Shape : throw new InvalidOptionException(option, $"{reader} takes inputs as plain numbers; the data set has {string.Join(", and ", found)}. {remedy}");
    }

    /// <summary>"categories in a, b, c and 2 more"; null for no names.</summary>
    internal static string? Some(List<string> names, string what) => names.Count == 0
        ? null
        : $"{what} {string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}";
}

/// <summary>One column of a table of inputs.</summary>
/// <param name="Name">Its name in the table.</param>
public abstract record InputColumn(string Name);

/// <summary>Real numbers as they stand in the table, NaN where one is missing.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="HasMissing">Whether some row lacks it.</param>
public sealed record NumberColumn(string Name, bool HasMissing = false) : InputColumn(Name);

/// <summary>Categories by their numbers from 0 to K - 1, NaN where one is missing or not among them.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Categories">The K categories, in the order of their numbers.</param>
public sealed record CategoryColumn(string Name, IReadOnlyList<string> Categories) : InputColumn(Name);
