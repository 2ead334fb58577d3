using System.Globalization;
using Serilog;
using Serilog.Core;

namespace MtlTorch.Experiments.Running;

/// <summary>The log of a run.</summary>
public sealed class RunLog : IDisposable
{
    private const long FileSize = 10_000_000;

    private readonly Logger logger;

    /// <summary>Opens the log.</summary>
    /// <param name="path">The file, appended to; after 10 MB the log goes on in log_001.txt and so forth, the last ten of which are kept.</param>
    public RunLog(string path) => logger = new LoggerConfiguration()
        .MinimumLevel.Debug()
        .WriteTo.File(
            path,
            outputTemplate: "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {Message:lj}{NewLine}{Exception}",
            formatProvider: CultureInfo.InvariantCulture,
            fileSizeLimitBytes: FileSize,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: 10)
        .CreateLogger();

    /// <summary>Writes to it.</summary>
    public ILogger Logger => logger;

    /// <summary>Closes the file. What a full disk did not take is lost: the run's own figures say that it was full.</summary>
    public void Dispose()
    {
        try
        {
            logger.Dispose();
        }
        catch (IOException)
        {
            // See above.
        }
    }
}
