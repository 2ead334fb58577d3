using System.Diagnostics;
using System.Runtime.InteropServices;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Diagnosis;

/// <summary>Looks the machine over.</summary>
internal static class Machine
{
    public static IReadOnlyList<Finding> Examine() => [.. Software(), .. Torch(), .. Threads(), Data()];

    private static IEnumerable<Finding> Software()
    {
        var (version, commit) = EnvironmentRecord.Product();
        yield return new Finding("MtlTorch", commit is null ? version : $"{version}, commit {commit[..Math.Min(12, commit.Length)]}");
        yield return new Finding(".NET", RuntimeInformation.FrameworkDescription);
        yield return new Finding(".NET SDK", Sdk() ?? "not found", Advice: Sdk() is null ? "install the .NET 10 SDK to build MtlTorch." : null);
        yield return new Finding("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}");
    }

    private static IEnumerable<Finding> Torch()
    {
        yield return new Finding("provider", EnvironmentRecord.ProviderName());
        Finding? failure = null;
        try
        {
            // The first operation loads LibTorch, a matrix product its BLAS.
            using var scope = torch.NewDisposeScope();
            torch.ones([8, 8]).mm(torch.ones([8, 8]));
        }
        catch (Exception e) when (Guard.IsMissingLibrary(e))
        {
            failure = new Finding("LibTorch", "cannot be loaded", Verdict.Broken, $"run scripts/setup.sh ({Guard.FirstLine(Guard.Root(e))})");
        }

        if (failure is not null)
        {
            yield return failure;
            yield break;
        }

        yield return new Finding("LibTorch", $"{torch.__version__}, {Libraries.Find("torch_cpu") ?? "place unknown"}", Verdict.Good);
        yield return Libraries.Blas();
        yield return new Finding("CUDA devices", torch.cuda.is_available() ? $"{torch.cuda.device_count()}" : "none");
        yield return new Finding("threads per operation", $"{torch.get_num_threads()} of {Environment.ProcessorCount} processors");
    }

    private static IEnumerable<Finding> Threads()
    {
        yield return Waiting(Environment.GetEnvironmentVariable("OMP_WAIT_POLICY"), Environment.GetEnvironmentVariable("GOMP_SPINCOUNT"));
        yield return new Finding("OMP_NUM_THREADS", Environment.GetEnvironmentVariable("OMP_NUM_THREADS") ?? "not set");
    }

    /// <summary>What threads do while they wait for others.</summary>
    /// <param name="policy">OMP_WAIT_POLICY, or null.</param>
    /// <param name="turns">GOMP_SPINCOUNT, or null.</param>
    internal static Finding Waiting(string? policy, string? turns)
    {
        const string What = "waiting threads";
        if (turns is not null)
        {
            return new Finding(What, $"spin {turns} times, then sleep (GOMP_SPINCOUNT)");
        }

        return string.Equals(policy, "PASSIVE", StringComparison.OrdinalIgnoreCase)
            ? new Finding(What, "sleep (OMP_WAIT_POLICY)")
            : new Finding(What, policy is null ? "spin long" : $"spin (OMP_WAIT_POLICY={policy})", Advice: "where others compute too, training collapses; GOMP_SPINCOUNT=1000 keeps it from that.");
    }

    private static Finding Data()
    {
        var named = Environment.GetEnvironmentVariable(ExperimentPlan.DataVariable);
        var root = Path.GetFullPath(named is { Length: > 0 } ? named : "data");
        var source = named is { Length: > 0 } ? ExperimentPlan.DataVariable : "default";
        var sets = Directory.Exists(root) ? Directory.GetDirectories(root).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList() : null;
        var content = sets is null ? "does not exist" : sets.Count == 0 ? "no data sets" : string.Join(", ", sets);
        return new Finding("data root", $"{root} ({source}): {content}", Advice: sets is null ? $"data sets in files are looked for there; make the folder, or name another with {ExperimentPlan.DataVariable}." : null);
    }

    private static string? Sdk()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
            var version = process!.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? version : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
