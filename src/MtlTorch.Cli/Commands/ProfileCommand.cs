using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Profiling;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl profile CONFIG</summary>
internal static class ProfileCommand
{
    private const int MostSteps = 1_000_000;

    public static Command Create(Terminal terminal)
    {
        var config = CommonOptions.Config();
        var set = CommonOptions.Set();
        var device = CommonOptions.Device();
        var steps = Number("--steps", 50, 1, "Training steps to measure.");
        var warmUp = Number("--warm-up", 5, 0, "Training steps before those.");
        var format = CommonOptions.Format("text", "json");
        var command = new Command("profile", "Trains a few steps and prints what they cost: modules, memory, time. Creates no files.") { config, set, device, steps, warmUp, format };
        command.SetAction(parsed => Profile(
            terminal,
            parsed.GetRequiredValue(config),
            CommonOptions.Overrides(parsed.GetValue(set), parsed.GetValue(device)),
            (parsed.GetRequiredValue(steps), parsed.GetRequiredValue(warmUp)),
            parsed.GetRequiredValue(format)));
        return command;
    }

    private static int Profile(Terminal terminal, string path, IReadOnlyList<string> overrides, (int Steps, int WarmUp) count, string format)
    {
        var plan = ExperimentPlan.Compose(path, overrides).Settled();
        using var interruption = new Interruption(terminal, "Stopping after this step; again to stop at once.");
        try
        {
            var profile = new ExperimentProfiler(plan, count.Steps, count.WarmUp).Run(interruption.Token);
            if (format == "json")
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(profile, RunJson.Indented));
            }
            else
            {
                new ProfileText(terminal, profile).Write();
            }

            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private static Option<int> Number(string name, int value, int least, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            var word = result.Tokens.Single().Value;
            if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= MostSteps)
            {
                return number;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {least} to {MostSteps:N0}; found {word}."));
            return value;
        },
    };
}
