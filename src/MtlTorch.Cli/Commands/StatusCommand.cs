using System.CommandLine;
using System.Text.Json;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Running;
using MtlTorch.Training;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl status RUN</summary>
internal static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = CommonOptions.Run();
        var format = CommonOptions.Format("text", "json");
        var command = new Command("status", "Says what a run is doing, or how it ended; also for a run of another process.") { run, format };
        command.SetAction(parsed =>
        {
            var folder = RunFolder.Open(parsed.GetRequiredValue(run));
            var state = RunState.Of(folder);
            if (parsed.GetValue(format) == "json")
            {
                terminal.Out.WriteLine(Json(state));
            }
            else
            {
                Write(terminal, folder, state);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(Terminal terminal, RunFolder folder, RunState state)
    {
        foreach (var line in StateLines.Of(folder, state))
        {
            terminal.Out.WriteLine(line);
        }

        if (state.Epochs is [.., var last])
        {
            var columns = new List<(string, EpochRecord)> { ($"epoch {last.Epoch}", last) };
            if (state.Best is { } best && best.Epoch != last.Epoch)
            {
                columns.Add(($"best, {best.Epoch}", best));
            }

            Tables.Write(terminal, ["task", "figure", .. columns.Select(c => c.Item1)], StateLines.Figures([.. columns.Select(c => c.Item2)]), firstNumber: 2);
        }
    }

    private static string Json(RunState state) => JsonSerializer.Serialize(
        new
        {
            State = state.Phase,
            Stage = state.Stage is { } stage ? new { stage.Name, State = stage.State.Phase, Epochs = stage.State.Epochs.Count, stage.State.Progress } : null,
            Epochs = state.Epochs.Count,
            state.Progress,
            RemainingSeconds = state.Phase == RunPhase.Running ? state.Progress?.Remaining?.TotalSeconds : null,
            BestEpoch = state.Best?.Epoch,
            BestScore = state.Best?.Score,
            state.Best?.Validation,
            state.Result?.Error,
        },
        RunJson.Indented);
}
