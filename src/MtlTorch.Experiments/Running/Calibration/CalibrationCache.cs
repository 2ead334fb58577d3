using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Running.Calibration;

/// <summary>Remembers what was measured: a small file for each machine and each configuration of what takes time in a step.</summary>
/// <param name="folder">Where the files lie; it is made when the first is written.</param>
public sealed class CalibrationCache(string folder)
{
    /// <summary>Environment variable that names the folder of all that MtlTorch remembers beside runs.</summary>
    public const string Variable = "MTL_CACHE";

    /// <summary>The user's cache: that of <see cref="Variable"/>, or else mtltorch in XDG_CACHE_HOME, ~/.cache or, on Windows, the local application data.</summary>
    public static CalibrationCache OfUser() => new(Path.Combine(Root(), "threads"));

    /// <summary>The file that belongs to a configuration on this machine.</summary>
    /// <param name="config">The configuration, before anything is chosen.</param>
    /// <param name="most">The most threads that may be used.</param>
    public string PathOf(ExperimentConfig config, int most) => Path.Combine(folder, $"{config.Name}-{Key(config, most)}.json");

    /// <summary>What was measured before; null if nothing was, or the file cannot be read.</summary>
    public Measurement? Read(ExperimentConfig config, int most)
    {
        try
        {
            return JsonSerializer.Deserialize<Measurement>(File.ReadAllText(PathOf(config, most)), RunJson.Indented);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers a measurement.</summary>
    /// <returns>Whether it could: without, the next run would measure again, and might choose otherwise.</returns>
    public bool TryWrite(ExperimentConfig config, int most, Measurement measurement)
    {
        try
        {
            Directory.CreateDirectory(folder);
            WholeFile.Write(PathOf(config, most), JsonSerializer.Serialize(measurement, RunJson.Indented) + "\n", durable: false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return named;
        }

        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(home, "mtltorch");
    }

    /// <summary>What speed depends on. Neither the seed nor the number of epochs is in it.</summary>
    private static string Key(ExperimentConfig config, int most)
    {
        var parts = new
        {
            Machine = Environment.MachineName,
            Environment.ProcessorCount,
            Most = most,
            LibTorch = torch.__version__,
            config.Device,
            config.Precision,
            config.Threads,
            config.Replicas,
            Data = config.Data.GetType().Name,
            config.Model,
            config.Tasks,
            config.Balancing,
            config.Regularization,
            config.Strategy,
            config.Optimizer,
            config.Trainer.BatchSize,
            config.Trainer.Frozen,
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts, ConfigJson.Options))))[..12];
    }
}

/// <summary>What was measured of a configuration.</summary>
/// <param name="Chosen">What it trains with.</param>
/// <param name="StepsPerSecond">What was seen of each candidate, as "threads x replicas".</param>
public sealed record Measurement(Division Chosen, IReadOnlyDictionary<string, double> StepsPerSecond);
