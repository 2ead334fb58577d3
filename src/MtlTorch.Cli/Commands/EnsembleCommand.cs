using System.CommandLine;
using MtlTorch.Ensembles.Combining;
using MtlTorch.Experiments.Ensembles;

namespace MtlTorch.Cli.Commands;

/// <summary>mtl ensemble CONFIG|RUN...</summary>
internal sealed class EnsembleCommand
{
    private readonly Argument<string[]> sources = new("CONFIG|RUN")
    {
        Description = "Experiment files, whose members are trained first, and folders of runs that are finished; a folder of a study stands for its runs.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> from = new Option<string?>("--from") { Description = "In what members differ that are trained: their seeds (default), the fold of a cross-validation that they hold out, a bootstrap sample, or the moment of one training. For runs: snapshots, to take those." }
        .AcceptOnlyFromAmong("seeds", "folds", "bagging", "snapshots");

    private readonly Option<int?> count = new("--members") { Description = "Number of members of each experiment file. Default: 5; 1 where several files are named.", HelpName = "N" };

    private readonly Option<string[]> combine = new("--combine")
    {
        Description = $"How to combine: {string.Join(", ", CombinationNames.All)}; for all tasks, or TASK=KIND for one. Default: the best on validation.",
        HelpName = "KIND|TASK=KIND",
    };

    private readonly Option<string?> average = new Option<string?>("--average") { Description = "Averages the members' weights into one model instead of combining their predictions; the result is an ordinary run." }
        .AcceptOnlyFromAmong("uniform", "greedy", "swa", "ema");

    private readonly Option<double?> decay = new("--decay") { Description = "Of --average ema: share of the average that is left at each further snapshot. Default: 0.5.", HelpName = "SHARE" };

    private readonly Option<int?> bags = new("--bags") { Description = "Of the greedy combination: select so often from a random half of the members, and add up. Default: 1, from all of them.", HelpName = "N" };

    private readonly Option<int?> jobs = CommonOptions.Jobs();

    private readonly Option<string[]> set = CommonOptions.Set();

    private readonly Option<string?> device = CommonOptions.Device();

    private readonly Option<string?> folder = CommonOptions.RunFolder();

    private readonly Option<bool> quiet = CommonOptions.Quiet();

    public static Command Create(Terminal terminal) => new EnsembleCommand().Build(terminal);

    private Command Build(Terminal terminal)
    {
        jobs.Description += " One if not given, in this process.";
        folder.Description = "Folder of the ensemble. The same command with the same folder goes on with its training. Default: runs/NAME/TIME-HASH-ensemble.";
        var command = new Command("ensemble", "Combines several models into one: trains the members if need be, fits all combinations on the validation split, keeps the best.") { sources, from, count, combine, average, decay, bags, jobs, set, device, folder, quiet };
        command.Validators.Add(result =>
        {
            foreach (var problem in Misuse(result.GetValue(count), result.GetValue(decay), result.GetValue(bags), result.GetResult(average) is not null, result.GetResult(combine) is not null))
            {
                result.AddError(problem);
            }
        });
        command.SetAction(parsed => MakeEnsemble.Run(terminal, new EnsembleRequest
        {
            Sources = parsed.GetRequiredValue(sources),
            From = parsed.GetValue(from) is { } word ? Enum.Parse<MemberSource>(word, ignoreCase: true) : null,
            Count = parsed.GetValue(count),
            Choice = CombinationChoice.Parse(parsed.GetValue(combine) ?? []),
            Average = parsed.GetValue(average) is { } kind ? Enum.Parse<AverageKind>(kind, ignoreCase: true) : null,
            Decay = parsed.GetValue(decay) ?? 0.5,
            Greedy = new GreedyOptions { Bags = parsed.GetValue(bags) ?? 1 },
            Jobs = parsed.GetValue(jobs),
            Overrides = parsed.GetValue(set) ?? [],
            Device = parsed.GetValue(device),
            Folder = parsed.GetValue(folder),
            Quiet = parsed.GetValue(quiet),
        }));
        return command;
    }

    private static IEnumerable<string> Misuse(int? count, double? decay, int? bags, bool averages, bool combines)
    {
        if (count is < 1 or > 1000)
        {
            yield return "--members is a number from 1 to 1000.";
        }

        if (decay is not (null or (>= 0 and < 1)))
        {
            yield return "--decay is a number from 0 to less than 1.";
        }

        if (bags is < 1 or > 1000)
        {
            yield return "--bags is a number from 1 to 1000.";
        }

        if (averages && combines)
        {
            yield return "--average and --combine exclude each other: either weights are averaged, or predictions combined.";
        }
    }
}
