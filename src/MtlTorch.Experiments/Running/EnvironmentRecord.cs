using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MtlTorch.Experiments.Running;

/// <summary>What a run ran on: the content of environment.json.</summary>
public sealed record EnvironmentRecord
{
    /// <summary>Version of MtlTorch.</summary>
    public required string Version { get; init; }

    /// <summary>Commit that it was built from, if known.</summary>
    public string? Commit { get; init; }

    /// <summary>"SystemTorch" or "TorchSharp".</summary>
    public required string Provider { get; init; }

    /// <summary>Version of LibTorch.</summary>
    public required string LibTorch { get; init; }

    /// <summary>Where it computed.</summary>
    public required string Device { get; init; }

    /// <summary>Threads per operation on the CPU.</summary>
    public required int Threads { get; init; }

    /// <summary>Processors of the machine that the process may use.</summary>
    public required int Processors { get; init; }

    /// <summary>Operating system and architecture.</summary>
    public required string Os { get; init; }

    /// <summary>Version of .NET.</summary>
    public required string Runtime { get; init; }

    /// <summary>Environment variables that change how fast or where it computes; only those that are set.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    private static readonly string[] Relevant =
        ["OMP_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "CUDA_VISIBLE_DEVICES", ExperimentPlan.DataVariable];

    /// <summary>Describes this process.</summary>
    /// <param name="device">Where it computes.</param>
    public static EnvironmentRecord Capture(torch.Device device)
    {
        var (version, commit) = Product();
        return new EnvironmentRecord
        {
            Version = version,
            Commit = commit,
            Provider = ProviderName(),
            LibTorch = torch.__version__,
            Device = device.ToString(),
            Threads = torch.get_num_threads(),
            Processors = System.Environment.ProcessorCount,
            Os = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
            Runtime = RuntimeInformation.FrameworkDescription,
            Variables = Relevant
                .Select(name => KeyValuePair.Create(name, System.Environment.GetEnvironmentVariable(name)))
                .Where(v => v.Value is not null)
                .ToDictionary(v => v.Key, v => v.Value!),
        };
    }

    /// <summary>What environment.json of a run says; null if there is none that can be read.</summary>
    public static EnvironmentRecord? Read(RunFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize<EnvironmentRecord>(File.ReadAllText(folder.Environment), RunJson.Indented);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Where another environment differs in what can change the last bits of a figure.</summary>
    public IEnumerable<(string What, string Here, string There)> Differences(EnvironmentRecord other)
    {
        (string What, string Here, string There)[] all =
        [
            ("version", $"{Version} ({Commit ?? "unknown commit"})", $"{other.Version} ({other.Commit ?? "unknown commit"})"),
            ("provider", Provider, other.Provider),
            ("LibTorch", LibTorch, other.LibTorch),
            ("device", Device, other.Device),
            ("number of threads", $"{Threads}", $"{other.Threads}"),
            ("operating system", Os, other.Os),
        ];
        return all.Where(d => d.Here != d.There);
    }

    /// <summary>Version of MtlTorch and the commit that it was built from.</summary>
    public static (string Version, string? Commit) Product()
    {
        var text = typeof(EnvironmentRecord).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var parts = text.Split('+', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : null);
    }

    /// <summary>"SystemTorch" or "TorchSharp".</summary>
    public static string ProviderName() => typeof(torch.Tensor).Assembly.GetName().Name!;
}
