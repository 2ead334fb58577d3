namespace MtlTorch.Experiments.Running;

/// <summary>
/// Says that a process is at work on a run. The operating system drops the lock with the process, however that ends, so a
/// lock is never stale.
/// </summary>
public sealed class RunLock : IDisposable
{
    /// <summary>An onlooker has the lock for a moment; that is no reason to give up.</summary>
    private const int Attempts = 5;

    private readonly FileStream file;

    private RunLock(FileStream file) => this.file = file;

    /// <summary>Locks a run for this process.</summary>
    /// <param name="folder">The run.</param>
    /// <exception cref="InvalidOptionException">Another process is at work on it, or the folder cannot be written to.</exception>
    public static RunLock Take(RunFolder folder)
    {
        try
        {
            return TryTake(folder.Lock) ?? throw new InvalidOptionException(
                "RUN", $"{folder.Path} is being trained{(RunProgress.Read(folder) is { } at ? $" by process {at.Process} on {at.Host}" : "")}. Wait for it, or stop it; `mtl status {folder.Path}` says how far it is.");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidOptionException("RUN", $"{folder.Path} cannot be trained into: {e.Message}");
        }
    }

    /// <summary>Takes a lock; null if another process holds it.</summary>
    /// <param name="file">The lock's file, in a folder that exists.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static RunLock? TryTake(string file)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new RunLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(40));
            }
            catch (IOException e) when (IsTaken(e))
            {
                return null;
            }
        }
    }

    /// <summary>Takes a lock at once or not at all; null if another process holds it or looks at it.</summary>
    /// <param name="file">The lock's file, in a folder that exists.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static RunLock? TryTakeNow(string file)
    {
        try
        {
            return new RunLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
    }

    /// <summary>Whether a process is at work on a run.</summary>
    public static bool IsHeld(RunFolder folder) => IsHeld(folder.Lock);

    /// <summary>Whether a process holds a lock.</summary>
    /// <param name="file">The lock's file; it may be missing.</param>
    public static bool IsHeld(string file)
    {
        try
        {
            // Onlookers share the lock with each other; only with the one who trains they do not.
            using var look = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>
    /// Whether somebody else had the file as it was opened. To ask for it afterwards would not do: it may be free again by then. Windows has two codes for it, Unix the number
    /// of EWOULDBLOCK: 11 on Linux, 35 on macOS.
    /// </summary>
    private static bool IsTaken(IOException e) => OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 32 or 33 : e.HResult is 11 or 35;
}
