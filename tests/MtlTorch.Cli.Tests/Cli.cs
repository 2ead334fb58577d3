using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>Runs the command line in this process, in a folder of its own, as if into pipes.</summary>
internal sealed class Cli : IDisposable
{
    /// <summary>A sound experiment that trains in a second.</summary>
    public const string Sound = """
        {
          "name": "sound",
          "data": { "kind": "shapes", "train": 64, "validation": 32, "test": 32, "imageSize": 16 },
          "model": { "trunk": { "kind": "mlp", "hidden": [16] } },
          "tasks": { "shape": { "kind": "classification" }, "size": { "kind": "regression" } },
          "optimizer": { "kind": "adam", "lr": 0.01 },
          "trainer": { "epochs": 2, "batchSize": 16 }
        }
        """;

    private readonly string before = Environment.CurrentDirectory;

    public Cli()
    {
        Environment.CurrentDirectory = Folder.Path;
        Folder.Write("sound.json", Sound);
    }

    public TemporaryFolder Folder { get; } = new();

    /// <summary>Everything in the folder besides the experiment files.</summary>
    public IEnumerable<string> Created => Directory.EnumerateFileSystemEntries(Folder.Path, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder.Path, path))
        .Where(path => !path.EndsWith(".json", StringComparison.Ordinal));

    public Outcome Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLineApp.Run(args, new Terminal(output, error, interactive: false));
        return new Outcome(code, Unify(output), Unify(error));
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = before;
        Folder.Dispose();
    }

    private static string Unify(StringWriter writer) => writer.ToString().ReplaceLineEndings("\n");
}

/// <summary>What a command line did.</summary>
internal sealed record Outcome(int ExitCode, string Out, string Error)
{
    /// <summary>All that a user saw.</summary>
    public string Text => $"{Out}{Error}";
}
