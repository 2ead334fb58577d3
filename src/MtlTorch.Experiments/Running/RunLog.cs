using Serilog;
using Serilog.Core;

namespace MtlTorch.Experiments.Running;

/// <summary>The log of a run.</summary>
public static class RunLog
{
    /// <summary>Opens the log; the caller disposes of it.</summary>
    /// <param name="path">The file, appended to.</param>
    public static Logger Open(string path) => new LoggerConfiguration()
        .MinimumLevel.Debug()
        .WriteTo.File(
            path,
            outputTemplate: "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {Message:lj}{NewLine}{Exception}",
            formatProvider: System.Globalization.CultureInfo.InvariantCulture)
        .CreateLogger();
}
