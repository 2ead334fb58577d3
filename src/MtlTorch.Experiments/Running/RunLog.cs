using Serilog;
using Serilog.Core;

namespace MtlTorch.Experiments.Running;

/// <summary>The log of a run.</summary>
public static class RunLog
{
    private const long FileSize = 10_000_000;

    /// <summary>Opens the log; the caller disposes of it.</summary>
    /// <param name="path">The file, appended to; after 10 MB the log goes on in log_001.txt and so forth, the last ten of which are kept.</param>
    public static Logger Open(string path) => new LoggerConfiguration()
        .MinimumLevel.Debug()
        .WriteTo.File(
            path,
            outputTemplate: "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {Message:lj}{NewLine}{Exception}",
            formatProvider: System.Globalization.CultureInfo.InvariantCulture,
            fileSizeLimitBytes: FileSize,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: 10)
        .CreateLogger();
}
