using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Running.Calibration;

/// <summary>Remembers what was measured: a small file for each machine and each configuration of what takes time in a step.</summary>
/// <param name="folder">Where the files lie; it is made when the first is written. Empty for nowhere.</param>
public sealed class CalibrationCache(string folder)
{
    /// <summary>Environment variable that names the folder of all that MtlTorch remembers beside runs.</summary>
    public const string Variable = "MTL_CACHE";

    /// <summary>The user's cache: that of <see cref="Variable"/>, or else mtltorch in XDG_CACHE_HOME, ~/.cache or, on Windows, the local application data.</summary>
    public static CalibrationCache OfUser() => new(Root() is { Length: > 0 } root ? Path.Combine(root, "threads") : "");

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

    /// <summary>Whether anything can be remembered: without, each run would measure again, and might choose otherwise.</summary>
    public bool CanWrite
    {
        get
        {
            try
            {
                if (folder.Length == 0)
                {
                    return false;
                }

                Directory.CreateDirectory(folder);
                using var probe = new FileStream(Path.Combine(folder, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Remembers a measurement, unless another process was faster.</summary>
    /// <returns>What is remembered from now on; null if it could not be written.</returns>
    public Measurement? Remember(ExperimentConfig config, int most, Measurement measurement)
    {
        var (path, own) = (PathOf(config, most), Path.Combine(folder, Path.GetRandomFileName()));
        try
        {
            WholeFile.Write(own, JsonSerializer.Serialize(measurement, RunJson.Indented) + "\n", durable: false);
            File.Move(own, path, overwrite: File.Exists(path) && Read(config, most) is null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's choice stands there, and is read below.
            File.Delete(own);
        }

        return Read(config, most);
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return named;
        }

        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } user ? Path.Combine(user, ".cache") : "";
        return home.Length == 0 ? "" : Path.Combine(home, "mtltorch");
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
            Version = typeof(CalibrationCache).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            config.Data,
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
