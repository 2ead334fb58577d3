using System.CommandLine;
using System.Text.Json;
using MtlTorch.Experiments.Catalogue;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl config check | show | schema</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal) => new("config", "Looks at experiment files without running them.")
    {
        Check(terminal),
        Show(terminal),
        Schema(terminal),
    };

    private static Command Check(Terminal terminal)
    {
        var config = CommonOptions.Config();
        var set = CommonOptions.Set();
        var command = new Command("check", "Says everything that is wrong with an experiment file or a sweep file, data files included.") { config, set };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(config);
            var overrides = parsed.GetValue(set) ?? [];
            if (SweepPlan.IsSweep(path))
            {
                terminal.Out.WriteLine($"{path}: ok, a sweep of {SweepPlan.Compose(path, overrides).Planned} trials");
                return ExitCode.Done;
            }

            ExperimentPlan.Compose(path, overrides);
            terminal.Out.WriteLine($"{path}: ok");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var config = CommonOptions.Config();
        var set = CommonOptions.Set();
        var command = new Command("show", "Prints the whole configuration: base and overrides applied, defaults filled in.") { config, set };
        command.SetAction(parsed =>
        {
            var tree = ConfigTree.Read(parsed.GetRequiredValue(config), parsed.GetValue(set) ?? []);
            terminal.Out.WriteLine(JsonSerializer.Serialize(tree.ToConfig(), ConfigJson.Options));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Schema(Terminal terminal)
    {
        var config = new Argument<string?>("CONFIG") { Description = "Not needed: the schema is the same for every experiment file.", Arity = ArgumentArity.ZeroOrOne };
        var sweep = new Option<bool>("--sweep") { Description = "That of sweep files." };
        var command = new Command("schema", "Prints the JSON schema of experiment files, for editors.") { config, sweep };
        command.SetAction(parsed =>
        {
            terminal.Out.Write(parsed.GetValue(sweep) ? ExperimentSchema.WriteSweep() : ExperimentSchema.Write());
            return ExitCode.Done;
        });
        return command;
    }
}
