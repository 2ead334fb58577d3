namespace MtlTorch.Experiments.Predicting;

/// <summary>Which rows are to be predicted, and how the predictions are to be written.</summary>
/// <param name="Input">File or folder with the rows.</param>
/// <param name="Output">File to write; null for standard output.</param>
/// <param name="Json">JSON lines instead of CSV.</param>
/// <param name="Probabilities">Write the probabilities of all classes.</param>
/// <param name="SkipBad">Leave rows out that cannot be read; otherwise one such row is enough for nothing to be written.</param>
/// <param name="BatchSize">Rows per forward pass; null for the run's own.</param>
public sealed record PredictionRequest(string Input, string? Output, bool Json, bool Probabilities, bool SkipBad, int? BatchSize)
{
    /// <summary>Looks whether the files can be meant.</summary>
    /// <exception cref="InvalidOptionException">The input is not there, or the output cannot be a file.</exception>
    public void Check()
    {
        if (!File.Exists(Input) && !Directory.Exists(Input))
        {
            throw new InvalidOptionException("--input", $"{Input} does not exist.");
        }

        if (Output is not null)
        {
            CheckOutput(Output);
        }
    }

    private void CheckOutput(string output)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } parent && !Directory.Exists(parent))
        {
            throw new InvalidOptionException("--output", $"the folder {parent} does not exist.");
        }

        if (Directory.Exists(output))
        {
            throw new InvalidOptionException("--output", $"{output} is a folder; name a file in it.");
        }

        if (IsDevice(output))
        {
            throw new InvalidOptionException("--output", $"{output} is no ordinary file, and would be replaced by one. Leave --output out and send the standard output there.");
        }

        if (Path.GetFullPath(output) == Path.GetFullPath(Input))
        {
            throw new InvalidOptionException("--output", $"{output} is the input; name another file.");
        }
    }

    /// <summary>Whether a path leads, by links too, to where the system keeps devices, pipes and open files. A file that is complete or absent cannot be put there.</summary>
    private static bool IsDevice(string path)
    {
        var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        string[] places = ["/dev/", "/proc/"];
        return !OperatingSystem.IsWindows() && new[] { path, target }.Any(p => places.Any(place => Path.GetFullPath(p).StartsWith(place, StringComparison.Ordinal)));
    }
}
