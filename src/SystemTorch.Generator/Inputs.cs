namespace SystemTorch.Generator;

/// <summary>The files beside this one that the generator reads.</summary>
internal static class Inputs
{
    public static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(Inputs).Assembly.GetManifestResourceStream(file)
            ?? throw new FileNotFoundException($"{file} is not part of the assembly");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
