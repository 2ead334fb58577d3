using System.CommandLine;
using MtlTorch.Experiments.Predicting;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl predict RUN --input FILE</summary>
internal static class PredictCommand
{
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
        command.SetAction(parsed => Predict.Run(terminal, parsed.GetRequiredValue(run), parsed.GetValue(device), new PredictionRequest(
            parsed.GetRequiredValue(input),
            parsed.GetValue(output),
            parsed.GetResult(format) is { Implicit: false } ? parsed.GetValue(format) == JsonLines : IsJson(parsed.GetValue(output)),
            parsed.GetValue(probabilities),
            parsed.GetValue(skip),
            parsed.GetValue(batch))));
        return command;
    }

    private static bool IsJson(string? output) => Path.GetExtension(output) is ".jsonl" or ".ndjson";
}
