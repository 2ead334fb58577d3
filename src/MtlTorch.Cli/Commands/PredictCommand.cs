using System.CommandLine;
using System.Globalization;
using MtlTorch.Data.Inputs;
using MtlTorch.Experiments.Ensembles;
using MtlTorch.Experiments.Predicting;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl predict RUN --input FILE</summary>
internal static class PredictCommand
{
    /// <summary>Bad rows that are told one by one.</summary>
    private const int MostTold = 20;

    private const string JsonLines = "jsonl";

    public static Command Create(Terminal terminal)
    {
        var run = CommonOptions.Run();
        var input = new Option<string>("--input") { Description = "Rows to predict: for tables a CSV file with the columns of the inputs; for images a PNG file, a folder of them, an IDX array, or CIFAR's binary records; for all a safetensors file with a tensor 'inputs'.", HelpName = "FILE", Required = true };
        var output = new Option<string?>("--output") { Description = "File to write; standard output if left out. An older file of the name is replaced, once all is written.", HelpName = "FILE" };
        var format = CommonOptions.Format("csv", JsonLines);
        format.Description = "How to write: csv, or a JSON object per line. Default: as the name of the output ends, else csv.";
        var probabilities = new Option<bool>("--probabilities") { Description = "Write the probability of every class, not only of the predicted one." };
        var skip = new Option<bool>("--skip-bad") { Description = "Leave rows out that cannot be read, and count them. Without it one such row is enough for nothing to be written." };
        var batch = new Option<int?>("--batch-size") { Description = "Rows per forward pass; changes memory and speed, not the predictions beyond rounding. Default: trainer.evaluationBatchSize of the run.", HelpName = "N" };
        var device = CommonOptions.Device();
        var command = new Command("predict", "Predicts all tasks for new rows, with the model of a run: its best checkpoint, or the last one where there is no best.") { run, input, output, format, probabilities, skip, batch, device };
        command.Validators.Add(result =>
        {
            if (result.GetValue(batch) is < 1)
            {
                result.AddError("--batch-size must be at least 1.");
            }
        });
        command.SetAction(parsed => Predict(terminal, parsed.GetRequiredValue(run), new PredictRequest(
            parsed.GetRequiredValue(input),
            parsed.GetValue(output),
            parsed.GetResult(format) is { Implicit: false } ? parsed.GetValue(format) == JsonLines : IsJson(parsed.GetValue(output)),
            parsed.GetValue(probabilities),
            parsed.GetValue(skip),
            parsed.GetValue(batch),
            parsed.GetValue(device))));
        return command;
    }

    private static bool IsJson(string? output) => Path.GetExtension(output) is ".jsonl" or ".ndjson";

    private static int Predict(Terminal terminal, string path, PredictRequest request)
    {
        var folder = RunFolder.Open(path);
        var plan = ExperimentPlan.Remember(folder, CommonOptions.Overrides(null, request.Device)).Settled();
        var reader = plan.Config.Data.ReaderOf(plan.Data.Description)
            ?? throw new InvalidOptionException("RUN", $"the data set of {path} has no rows that could come from a file.");
        Check(request);
        using var predictor = Predictors.PredictorOf(plan, folder);
        var rows = new RowPredictor(predictor, torch.device(plan.Config.Device));
        if (rows.Tasks.Count == 0)
        {
            throw new InvalidOptionException("RUN", $"no task of {path} predicts anything of a row.");
        }

        using var interruption = new Interruption(terminal, "Stopping; nothing is written.");
        var bad = new BadRows(terminal);
        long Written(TextWriter output)
        {
            using IPredictionWriter writer = request.Json
                ? new JsonLinesPredictions(output, rows.Tasks, request.Probabilities)
                : new CsvPredictions(output, rows.Tasks, request.Probabilities);
            var portions = reader.Read(request.Input, request.BatchSize ?? plan.Config.Trainer.EvaluationBatchSize, bad.Add);
            return rows.Predict(portions, writer.Write, interruption.Token);
        }

        try
        {
            var count = Write(terminal, request, output =>
            {
                var written = Written(output);
                return bad.Count == 0 || request.SkipBad ? written : throw new BadRowsException(bad.Count);
            });
            bad.TellRest();
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "row" : "rows")} predicted{(bad.Count > 0 ? $", {bad.Count:N0} bad {(bad.Count == 1 ? "one" : "ones")} left out" : "")}{(request.Output is null ? "" : $": {request.Output}")}"));
            return ExitCode.Done;
        }
        catch (BadRowsException)
        {
            bad.TellRest();
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"error: {bad.Count:N0} {(bad.Count == 1 ? "row" : "rows")} of {request.Input} cannot be read; nothing was written. Mend {(bad.Count == 1 ? "it" : "them")}, or leave {(bad.Count == 1 ? "it" : "them")} out with --skip-bad."));
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    private static void Check(PredictRequest request)
    {
        if (!File.Exists(request.Input) && !Directory.Exists(request.Input))
        {
            throw new InvalidOptionException("--input", $"{request.Input} does not exist.");
        }

        if (request.Output is { } output && Path.GetDirectoryName(Path.GetFullPath(output)) is { } parent && !Directory.Exists(parent))
        {
            throw new InvalidOptionException("--output", $"the folder {parent} does not exist.");
        }

        if (Directory.Exists(request.Output))
        {
            throw new InvalidOptionException("--output", $"{request.Output} is a folder; name a file in it.");
        }

        if (request.Output is not null && IsDevice(request.Output))
        {
            throw new InvalidOptionException("--output", $"{request.Output} is no ordinary file, and would be replaced by one. Leave --output out and send the standard output there.");
        }

        if (request.Output is not null && Path.GetFullPath(request.Output) == Path.GetFullPath(request.Input))
        {
            throw new InvalidOptionException("--output", $"{request.Output} is the input; name another file.");
        }
    }

    /// <summary>Whether a path leads, by links too, to where the system keeps devices, pipes and open files. A file that is complete or absent cannot be put there.</summary>
    private static bool IsDevice(string path)
    {
        var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        string[] places = ["/dev/", "/proc/"];
        return !OperatingSystem.IsWindows() && new[] { path, target }.Any(p => places.Any(place => Path.GetFullPath(p).StartsWith(place, StringComparison.Ordinal)));
    }

    /// <summary>Writes to where it was asked for. What may come to nothing is held back until it is complete.</summary>
    private static long Write(Terminal terminal, PredictRequest request, Func<TextWriter, long> write)
    {
        var count = 0L;
        if (request.Output is { } path)
        {
            WholeFile.Write(path, output => count = write(output));
        }
        else if (request.SkipBad)
        {
            count = write(terminal.Out);
        }
        else
        {
            using var held = new StringWriter();
            count = write(held);
            terminal.Out.Write(held.ToString());
        }

        return count;
    }

    /// <summary>Tells of bad rows as they come, and of many only how many.</summary>
    private sealed class BadRows(Terminal terminal)
    {
        public long Count { get; private set; }

        public void Add(BadRow row)
        {
            if (++Count <= MostTold)
            {
                terminal.Error.WriteLine(row.Problem);
            }
        }

        public void TellRest()
        {
            if (Count > MostTold)
            {
                terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... and {Count - MostTold:N0} more"));
            }
        }
    }

    private sealed class BadRowsException(long count) : Exception($"{count} bad rows");
}

/// <summary>What was asked for.</summary>
/// <param name="Input">File or folder with the rows.</param>
/// <param name="Output">File to write; null for standard output.</param>
/// <param name="Json">JSON lines instead of CSV.</param>
/// <param name="Probabilities">Write all probabilities.</param>
/// <param name="SkipBad">Leave bad rows out.</param>
/// <param name="BatchSize">Rows per forward pass; null for the run's own.</param>
/// <param name="Device">Where to compute; null for the run's own.</param>
internal sealed record PredictRequest(string Input, string? Output, bool Json, bool Probabilities, bool SkipBad, int? BatchSize, string? Device);
