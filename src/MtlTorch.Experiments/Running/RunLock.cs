namespace MtlTorch.Experiments.Running;

/// <summary>
/// Says that a process is at work on a run. The operating system drops the lock with the process, however that ends, so a
/// lock is never stale.
/// </summary>
public sealed class RunLock : IDisposable
{
    private readonly FileStream file;

    private RunLock(FileStream file) => this.file = file;

    /// <summary>Locks a run for this process.</summary>
    /// <param name="folder">The run.</param>
    /// <exception cref="InvalidOptionException">Another process is at work on it.</exception>
    public static RunLock Take(RunFolder folder) => TryTake(folder) ?? throw new InvalidOptionException(
        "RUN", $"{folder.Path} is being trained{(RunProgress.Read(folder) is { } at ? $" by process {at.Process} on {at.Host}" : "")}. Wait for it, or stop it; `mtl status {folder.Path}` says how far it is.");

    /// <summary>Whether a process is at work on a run.</summary>
    public static bool IsHeld(RunFolder folder)
    {
        if (!File.Exists(folder.Lock))
        {
            return false;
        }

        using var mine = TryTake(folder);
        return mine is null;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static RunLock? TryTake(RunFolder folder)
    {
        try
        {
            return new RunLock(new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}
