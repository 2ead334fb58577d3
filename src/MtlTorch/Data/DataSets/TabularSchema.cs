using MtlTorch.Data.Tables;

namespace MtlTorch.Data.DataSets;

/// <summary>What each column of a table is: said by the options, or found out from the values.</summary>
internal sealed class TabularSchema
{
    /// <summary>Name of the class of what is not the positive value.</summary>
    private const string Other = "other";

    private readonly TabularOptions options;
    private readonly IReadOnlyList<Table> tables;
    private readonly Dictionary<string, TabularTarget> targets;

    /// <param name="options">What is said.</param>
    /// <param name="tables">The table, and that of the test rows if there is one.</param>
    /// <exception cref="InvalidOptionException">The options name columns that are not there, or contradict each other or the values.</exception>
    public TabularSchema(TabularOptions options, IReadOnlyList<Table> tables)
    {
        this.options = options;
        this.tables = tables;
        foreach (var (name, _) in options.Columns)
        {
            Require(name, $"columns.{name}");
        }

        targets = options.Columns.Where(c => c.Value.Role == ColumnRole.Target && !options.Targets.Any(t => ColumnOf(t) == c.Key)).Select(c => c.Key)
            .ToDictionary(name => name, _ => new TabularTarget());
        foreach (var target in options.Targets)
        {
            CheckTarget(target);
            targets[target.Key] = target.Value;
        }

        var taken = targets.Select(ColumnOf).ToHashSet();
        Inputs = [.. tables[0].Columns.Select(c => c.Name).Where(name => !taken.Contains(name) && RoleOf(name) is null or ColumnRole.Input).Select(Describe)];
        if (Inputs.Count == 0)
        {
            throw new InvalidOptionException("columns", "no column is an input; leave some that are neither targets nor groups nor ignored.");
        }

        Targets = targets.ToDictionary(t => t.Key, t => DescribeTarget(t.Key, t.Value));
        Groups = [.. options.Columns.Where(c => c.Value.Role == ColumnRole.Group).Select(c => c.Key)];
    }

    /// <summary>The inputs, in the order of the file.</summary>
    public IReadOnlyList<InputColumn> Inputs { get; }

    /// <summary>The targets.</summary>
    public IReadOnlyDictionary<string, TargetDescription> Targets { get; }

    /// <summary>The columns that tell groups.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Name of the column that a target comes from.</summary>
    public string ColumnOf(string target) => targets[target].Column ?? target;

    /// <summary>What turns the fields of a target's column into numbers: classes, or the numbers themselves.</summary>
    public Func<string, (string? Problem, float Value)> ReaderOf(string target)
    {
        if (targets[target].Positive is { } positive)
        {
            return field => (null, field == positive ? 1 : 0);
        }

        InputColumn column = Targets[target] is ClassTarget classes ? new CategoryColumn(ColumnOf(target), classes.Classes) : new NumberColumn(ColumnOf(target));
        var reader = new ColumnReader(column, refusesUnknown: true);
        return field => (reader.Read(field, out var value), value);
    }

    private static string ColumnOf(KeyValuePair<string, TabularTarget> target) => target.Value.Column ?? target.Key;

    private ColumnRole? RoleOf(string column) => options.Columns.TryGetValue(column, out var said) ? said.Role : null;

    private void Require(string column, string option)
    {
        if (tables.FirstOrDefault(t => t.Find(column) is null) is { } lacking)
        {
            var names = lacking.Columns.Select(c => c.Name).ToList();
            throw new InvalidOptionException(option, $"{lacking.Path} has no column '{column}'.{Nearest.Hint(column, names)} It has {string.Join(", ", names)}.");
        }
    }

    private void CheckTarget(KeyValuePair<string, TabularTarget> target)
    {
        var (name, (column, option)) = (target.Key, (ColumnOf(target), $"targets.{target.Key}"));
        Require(column, target.Value.Column is null ? option : $"{option}.column");
        if (RoleOf(column) is { } role and not ColumnRole.Target)
        {
            throw new InvalidOptionException($"columns.{column}.role", $"the target '{name}' comes from this column, so its role can only be target; found {role.ToString().ToLowerInvariant()}. An input would give the answer away.");
        }

        if (target.Value.Positive is { } positive && !tables[0].Find(column)!.Values.Contains(positive))
        {
            var values = tables[0].Find(column)!.Values;
            throw new InvalidOptionException($"{option}.positive", $"no row has '{positive}' in the column '{column}'.{Nearest.Hint(positive, values)} There are {Some(values)}.");
        }
    }

    private InputColumn Describe(string name)
    {
        Require(name, "testFile");
        if (!tables[0].Find(name)!.Values.Any())
        {
            throw new InvalidOptionException($"columns.{name}", "every value of the column is missing, so there is nothing to learn of it; give it the role \"ignore\".");
        }

        return TypeOf(name) == ColumnType.Number
            ? new NumberColumn(name, tables.Any(t => t.Find(name)!.HasMissing))
            : new CategoryColumn(name, CategoriesOf(name));
    }

    private TargetDescription DescribeTarget(string name, TabularTarget target)
    {
        var column = target.Column ?? name;
        if (target.Positive is { } positive)
        {
            return new ClassTarget([Other, positive]);
        }

        return TypeOf(column) == ColumnType.Number ? new RealTarget(1, target.Unit) : new ClassTarget(CategoriesOf(column));
    }

    /// <summary>What stands in a column: as it is said, else numbers if all values of all files are some.</summary>
    private ColumnType TypeOf(string name)
    {
        var said = options.Columns.GetValueOrDefault(name);
        return said?.Type ?? (said?.Categories is null && Values(name).All(v => ColumnReader.IsNumber(v, out _)) ? ColumnType.Number : ColumnType.Category);
    }

    private IReadOnlyList<string> CategoriesOf(string name)
    {
        if (options.Columns.GetValueOrDefault(name)?.Categories is { } said)
        {
            return said.Distinct().Count() == said.Count ? said : throw new InvalidOptionException($"columns.{name}.categories", $"'{said.GroupBy(c => c).First(g => g.Count() > 1).Key}' stands twice; name each once.");
        }

        var values = Values(name).Distinct().Order(StringComparer.Ordinal).ToList();
        if (values.Count == 0)
        {
            throw new InvalidOptionException($"columns.{name}", "every value of the column is missing; no target can come from it.");
        }

        return values.All(v => ColumnReader.IsNumber(v, out _)) ? [.. values.OrderBy(v => ColumnReader.IsNumber(v, out var number) ? number : 0)] : values;
    }

    private IEnumerable<string> Values(string name) => tables.SelectMany(t => t.Find(name)!.Values);

    private static string Some(IReadOnlyList<string> values) =>
        $"{string.Join(", ", values.Take(10).Select(v => $"'{v}'"))}{(values.Count > 10 ? $" and {values.Count - 10} more" : "")}";
}
