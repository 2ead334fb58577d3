using System.Text.Json;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Studies.CrossValidation;

/// <summary>Which point is trained again on all rows.</summary>
public enum Choose
{
    /// <summary>The one with the best mean score.</summary>
    Best,

    /// <summary>The simplest one within one standard error of the best.</summary>
    OneSe,
}

/// <summary>What a cross-validation was asked for: the content of cv.json.</summary>
public sealed record CrossValidationRequest
{
    /// <summary>Number of folds.</summary>
    public required int Folds { get; init; }

    /// <summary>How often all rows are dealt out anew.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Targets whose classes have the same shares in all folds.</summary>
    public IReadOnlyList<string> Stratify { get; init; } = [];

    /// <summary>Column whose rows of the same value stay together; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>Keys with the values to try; every combination is a point.</summary>
    public IReadOnlyList<GridAxis> Grid { get; init; } = [];

    /// <summary>Which point is trained again.</summary>
    public Choose Choose { get; init; }

    /// <summary>The values of each point, the last key's changing fastest; one point without values where there is no grid.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Points()
    {
        IEnumerable<IReadOnlyList<string>> points = [[]];
        foreach (var axis in Grid)
        {
            points = points.SelectMany(p => axis.Values, (p, value) => (IReadOnlyList<string>)[.. p, value]);
        }

        return [.. points];
    }

    /// <summary>The request with what --simpler says.</summary>
    /// <param name="words">"KEY=larger" or "KEY=smaller".</param>
    /// <exception cref="InvalidOptionException">There is no such key, or its values have no order.</exception>
    public CrossValidationRequest WithSimpler(IReadOnlyList<string> words)
    {
        var grid = Grid.ToList();
        foreach (var word in words)
        {
            var parts = word.Split('=', 2);
            var at = grid.FindIndex(a => a.Key == parts[0].Trim());
            if (parts.Length != 2 || !Enum.TryParse<Simpler>(parts[1].Trim(), ignoreCase: true, out var simpler) || !Enum.IsDefined(simpler))
            {
                throw new InvalidOptionException($"--simpler {word}", "write a key of the grid and which of its values make a simpler model: --simpler optimizer.weightDecay=larger, or =smaller.");
            }

            grid[at] = at < 0
                ? throw new InvalidOptionException($"--simpler {word}", $"the grid has no key '{parts[0]}'; {(grid.Count == 0 ? "there is no --grid" : $"it has {string.Join(", ", grid.Select(a => a.Key))}")}.")
                : grid[at].IsNumeric
                    ? grid[at] with { Simpler = simpler }
                    : throw new InvalidOptionException($"--simpler {word}", $"the values {string.Join(", ", grid[at].Values)} are not all numbers, so none is larger than another.");
        }

        return this with { Grid = grid };
    }

    /// <summary>Says what cannot be meant.</summary>
    /// <exception cref="InvalidOptionException">The parts do not fit each other.</exception>
    public void Check()
    {
        if (Grid.GroupBy(a => a.Key).FirstOrDefault(a => a.Count() > 1) is { } twice)
        {
            throw new InvalidOptionException("--grid", $"the key {twice.Key} stands twice. Name all its values at once.");
        }

        if (Grid.FirstOrDefault(a => ChoosesRows(a.Key)) is { } rows)
        {
            throw new InvalidOptionException("--grid", $"{rows.Key} decides which rows are trained on and held out, and all points are judged on the same ones. Run a cross-validation for each value.");
        }

        if (Choose == Choose.OneSe && Grid.All(a => a.Simpler is null))
        {
            throw new InvalidOptionException("--choose one-se", "nobody knows which point is the simpler one. Say --simpler KEY=larger or KEY=smaller for a key of the --grid; for lambda, weightDecay and dropout it is known.");
        }
    }

    private static bool ChoosesRows(string key) =>
        key is "data.fold" or "data.splitSeed" or "data.validation" or "data.test" or "data.testFile" or "data.stratify" || key.StartsWith("data.fold.", StringComparison.Ordinal);

    /// <summary>The file in the folder of a cross-validation.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "cv.json");

    /// <summary>What a cross-validation was asked for; null if the folder is none.</summary>
    /// <exception cref="InvalidOptionException">The file is damaged.</exception>
    public static CrossValidationRequest? Read(string folder)
    {
        if (!File.Exists(FileIn(folder)))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<CrossValidationRequest>(File.ReadAllText(FileIn(folder)), RunJson.Indented) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new InvalidOptionException("", $"{FileIn(folder)} is damaged: {e.Message.Split('\n')[0]} The first command with --run-dir {folder} writes it again, once it is deleted.");
        }
    }

    /// <summary>As the file has it.</summary>
    public string Text() => JsonSerializer.Serialize(this, RunJson.Indented) + "\n";
}
