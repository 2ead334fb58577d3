using System.Globalization;
using MtlTorch.Data.Inputs;
using MtlTorch.Experiments.Predicting;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Commands;

/// <summary>Predicts as `mtl predict` was asked to, and tells how it went.</summary>
internal static class Predict
{
    /// <summary>Bad rows that are told one by one.</summary>
    private const int MostTold = 20;

    public static int Run(Terminal terminal, string path, string? device, PredictionRequest request)
    {
        using var predictions = new RunPredictions(RunFolder.Open(path), CommonOptions.Overrides(null, device), request);
        using var interruption = new Interruption(terminal, "Stopping; nothing is written.");
        var bad = 0L;
        void Tell(BadRow row)
        {
            if (++bad <= MostTold)
            {
                terminal.Error.WriteLine(row.Problem);
            }
        }

        try
        {
            var count = predictions.Write(terminal.Out, Tell, interruption.Token);
            if (bad > MostTold)
            {
                terminal.Error.WriteLine(Text($"... and {bad - MostTold:N0} more"));
            }

            terminal.Error.WriteLine(count is { } rows ? Done(rows, bad, request) : Refused(bad, request));
            return count is null ? ExitCode.Failed : ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    private static string Done(long rows, long bad, PredictionRequest request) => Text(
        $"{rows:N0} {(rows == 1 ? "row" : "rows")} predicted{(bad > 0 ? Text($", {bad:N0} bad {(bad == 1 ? "one" : "ones")} left out") : "")}{(request.Output is null ? "" : $": {request.Output}")}");

    private static string Refused(long bad, PredictionRequest request) => Text(
        $"error: {bad:N0} {(bad == 1 ? "row" : "rows")} of {request.Input} cannot be read; nothing was written. Mend {(bad == 1 ? "it" : "them")}, or leave {(bad == 1 ? "it" : "them")} out with --skip-bad.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
