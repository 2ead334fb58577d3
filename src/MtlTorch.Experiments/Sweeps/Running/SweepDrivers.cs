using System.Globalization;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Sweeps.Running;

/// <summary>The drivers of a sweep: each holds a lock as long as it lives, so that the others know whether somebody is at work on a trial.</summary>
/// <param name="folder">The sweep.</param>
/// <param name="name">Name of this driver; null for HOST:PROCESS.</param>
internal sealed class SweepDrivers(SweepFolder folder, string? name = null)
{
    /// <summary>This driver.</summary>
    public string Own { get; } = name ?? string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    /// <summary>Says that this driver is at work, until what is given back is disposed of.</summary>
    /// <exception cref="IOException">The lock cannot be made.</exception>
    public IDisposable Enter()
    {
        Directory.CreateDirectory(Home);
        return RunLock.TryTake(FileOf(Own)) ?? throw new IOException($"{FileOf(Own)} is held by another process of this name and number.");
    }

    /// <summary>Whether another driver lives. This one is not at work on what it did not begin itself: an earlier process had its name and number.</summary>
    public bool IsAtWork(string driver) => driver != Own && RunLock.IsHeld(FileOf(driver));

    private string Home => folder.File("drivers");

    private string FileOf(string driver) => Path.Combine(Home, $"{driver.Replace(':', '-')}.lock");
}
