using System.CommandLine;
using System.Globalization;

namespace MtlTorch.Cli.Commands;

/// <summary>Arguments that several verbs share.</summary>
internal static class CommonOptions
{
    public static Argument<string> Config() => new("CONFIG") { Description = "Experiment file, for example configs/quickstart.json." };

    public static Argument<string> Run() => new("RUN") { Description = "Folder of a run." };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Overrides a value: --set trainer.epochs=2 --set model.trunk.blocks[0].channels=8. The value is JSON, or a text where it is not. May be given several times.",
        HelpName = "PATH=VALUE",
    };

    public static Option<string?> Device() => new("--device") { Description = "Where to compute: auto, cpu, cuda or cuda:N, whatever the configuration says.", HelpName = "DEVICE" };

    public static Option<string?> RunFolder() => new("--run-dir") { Description = "Folder of the run; must be empty or new. Default: runs/NAME/TIME-HASH.", HelpName = "DIR" };

    public static Option<int?> Jobs()
    {
        var option = new Option<int?>("--jobs") { Description = "How many runs are trained at once, each in a process of its own.", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var jobs) || jobs is < 1 or > 1024))
            {
                result.AddError($"--jobs: found '{token.Value}'; give a number from 1 to 1024.");
            }
        });
        return option;
    }

    /// <summary>A number within bounds, with a default.</summary>
    public static Option<int> Count(string name, int standard, int least, int most, string description) =>
        Within(new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standard }, least, most);

    /// <summary>A number from 1 on, or none.</summary>
    public static Option<int?> Count(string name, int most, string description) =>
        Within(new Option<int?>(name) { Description = description, HelpName = "N" }, 1, most);

    private static TOption Within<TOption>(TOption option, int least, int most)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: found '{token.Value}'; give a number from {least} to {most:#,0}."));
            }
        });
        return option;
    }

    public static Option<bool> Quiet() => new("--quiet") { Description = "Print nothing but errors." };

    /// <summary>How to print, the first being the default.</summary>
    public static Option<string> Format(params string[] formats)
    {
        var option = new Option<string>("--format") { Description = "How to print.", DefaultValueFactory = _ => formats[0] };
        option.AcceptOnlyFromAmong(formats);
        return option;
    }

    public static IReadOnlyList<string> Overrides(string[]? set, string? device) =>
        device is null ? set ?? [] : [.. set ?? [], $"device={device}"];
}
