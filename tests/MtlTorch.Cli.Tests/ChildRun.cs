using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MtlTorch.Cli.Tests;

/// <summary>Command lines in processes of their own, for what a test cannot do to its own process.</summary>
internal static class ChildRun
{
    /// <summary>Starts a command line; the caller disposes of the process.</summary>
    public static Process Start(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLineApp).Assembly.Location, .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>Runs a command line to its end.</summary>
    public static Outcome Run(string folder, params string[] args)
    {
        using var process = Start(folder, args);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Outcome(process.ExitCode, output, error.Result);
    }

    /// <summary>Everything in a run's folder that a second run must have alike: metrics without times, the checkpoints' files, the figures.</summary>
    public static IReadOnlyDictionary<string, string> Substance(string run)
    {
        var content = new Dictionary<string, string>
        {
            ["metrics.jsonl"] = string.Join('\n', File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(WithoutTimes)),
            ["resolved.json"] = File.ReadAllText(Path.Combine(run, "resolved.json")),
        };
        var result = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "result.json")))!;
        foreach (var key in new[] { "status", "epochs", "bestEpoch", "validation", "test", "baseline" })
        {
            content[$"result.json {key}"] = result[key]?.ToJsonString() ?? "null";
        }

        foreach (var checkpoint in new[] { "last", "best" })
        {
            foreach (var file in Directory.GetFiles(Path.Combine(run, "checkpoints", checkpoint)))
            {
                content[$"{checkpoint}/{Path.GetFileName(file)}"] = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));
            }
        }

        return content;
    }

    private static string WithoutTimes(string line)
    {
        var node = JsonNode.Parse(line)!.AsObject();
        node.Remove("seconds");
        return node.ToJsonString();
    }
}
