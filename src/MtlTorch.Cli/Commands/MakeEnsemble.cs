using MtlTorch.Cli.Reporting;
using MtlTorch.Data;
using MtlTorch.Experiments.Ensembles;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Studies;

namespace MtlTorch.Cli.Commands;

/// <summary>Trains the members that are to be trained, then combines all.</summary>
internal static class MakeEnsemble
{
    /// <summary>Does it; gives the exit code.</summary>
    public static int Run(Terminal terminal, EnsembleRequest request)
    {
        var source = request.From ?? MemberSource.Seeds;
        CheckSources(request, source);
        var points = Points(request, source);
        var takesSnapshots = source == MemberSource.Snapshots;
        var (found, notes) = request.Folders.Count == 0 ? ([], []) : Member.Find(request.Folders, takesSnapshots);
        CheckBeforeTraining(request, points, found);
        var name = points.Count > 0 ? points[0].Plan.Config : found[0].Config;
        var folder = MadeFolder.Choose(name, request.Folder, request.Average is null ? "ensemble" : "average", TimeProvider.System);
        if (points.Count > 0 && Train(terminal, request, folder, points) is var code and not ExitCode.Done)
        {
            return code;
        }

        var trained = points.Count == 0 ? [] : Member.Find(points.Select(p => Path.Combine(folder.Training, p.Name)), takesSnapshots).Members;
        IReadOnlyList<Member> members = [.. trained, .. found];
        if (!request.Quiet)
        {
            notes.ToList().ForEach(note => terminal.Say($"note: {note}"));
            terminal.Say($"{(request.Average is null ? "ensemble" : "average")} of {members.Count} {(members.Count == 1 ? "member" : "members")}: {folder.Path}");
        }

        var plan = EnsembleBuilder.PlanOf(members[0], request.Device);
        return request.Average is { } kind ? Average(terminal, request, folder, plan, members, kind) : Combine(terminal, request, folder, plan, members);
    }

    private static void CheckSources(EnsembleRequest request, MemberSource source)
    {
        if (request.Files.FirstOrDefault(f => !File.Exists(f)) is { } missing)
        {
            throw new InvalidOptionException("CONFIG|RUN", $"there is neither a file nor a folder '{missing}'.");
        }

        if (request.Files.Count == 0 && (request.Count is not null || request.Overrides.Count > 0 || request.From is not (null or MemberSource.Snapshots)))
        {
            throw new InvalidOptionException("CONFIG|RUN", "all members are trained already; --members, --set and --from (but --from snapshots) are for experiment files. Leave them out.");
        }

        if (request.Average is AverageKind.Swa or AverageKind.Ema && (source != MemberSource.Snapshots || request.Sources.Count > 1))
        {
            throw new InvalidOptionException("--average", "swa and ema average the snapshots of one run: name one experiment file or run, and say --from snapshots. For several runs there are uniform and greedy.");
        }
    }

    /// <summary>The runs to be trained, each with a name of its own.</summary>
    private static IReadOnlyList<StudyPoint> Points(EnsembleRequest request, MemberSource source)
    {
        var one = request.Sources.Count > 1 && request.From is null && request.Count is null;
        List<string> overrides = [.. CommonOptions.Overrides([.. request.Overrides], request.Device)];
        var points = request.Files.Select(f => MemberPlans.Compose(f, overrides, source, one ? 1 : request.Count)).ToList();
        var clash = points.SelectMany(p => p).GroupBy(p => p.Name).Any(g => g.Count() > 1);
        return [.. points.SelectMany((all, i) => all.Select(p => clash ? p with { Name = $"{i + 1}-{p.Name}" } : p))];
    }

    /// <summary>What could only fail once all members are trained is told before.</summary>
    private static void CheckBeforeTraining(EnsembleRequest request, IReadOnlyList<StudyPoint> points, IReadOnlyList<Member> found)
    {
        if (points.Count == 0)
        {
            return;
        }

        var planned = points.Select(p => new Member(p.Name, p.Name, p.Name, p.Plan.Config, p.Plan.Config.Trainer.Epochs)).ToList();
        Agreement.Check([.. planned, .. found]);
        var hasHeldOut = points[0].Plan.Data.Description.Rows[SplitName.Validation] > 0;
        if (request.Average is null)
        {
            EnsembleBuilder.CheckChoice(points[0].Plan.Tasks, request.Choice, hasHeldOut);
        }
        else if (request.Average == AverageKind.Greedy && !hasHeldOut)
        {
            throw AverageBuilder.NothingToChooseBy();
        }
    }

    private static int Train(Terminal terminal, EnsembleRequest request, MadeFolder folder, IReadOnlyList<StudyPoint> points)
    {
        using var interruption = new Interruption(terminal);
        var seeds = points.Select(p => p.Plan.Config.Seed).Distinct().ToList();
        using var study = StudyFolder.Open(points[0].Plan.Config, seeds, null, points, folder.Training, TimeProvider.System);
        terminal.OutliveOutput();
        var reporter = new StudyReporter(terminal, study.Path, request.Quiet);
        reporter.Started(points.Count);
        var status = TrainStudy.Train(terminal, study, points, request.Jobs ?? 1, reporter, interruption, request.Quiet);
        if (status == RunStatus.Completed)
        {
            return ExitCode.Done;
        }

        terminal.Error.WriteLine($"Not all members are trained. The same command goes on with --run-dir {folder.Path}");
        return status == RunStatus.Interrupted ? ExitCode.Interrupted : ExitCode.Failed;
    }

    private static int Combine(Terminal terminal, EnsembleRequest request, MadeFolder folder, ExperimentPlan plan, IReadOnlyList<Member> members)
    {
        using var builder = new EnsembleBuilder(plan, members, request.Greedy);
        var (record, _) = builder.Build(folder, request.Choice);
        if (!request.Quiet)
        {
            EnsembleText.Write(terminal, plan.Tasks, record);
        }

        return ExitCode.Done;
    }

    private static int Average(Terminal terminal, EnsembleRequest request, MadeFolder folder, ExperimentPlan plan, IReadOnlyList<Member> members, AverageKind kind)
    {
        var (record, result) = new AverageBuilder(plan, members).Build(folder, kind, request.Decay);
        if (record.Collapsed)
        {
            terminal.Error.WriteLine(FormattableString.Invariant($"warning: on validation the averaged model scores {record.Score:0.0000}, and the worst member {record.MemberScores!.Min():0.0000}: weights average well only where trainings begin with the same weights and part late. To combine predictions, leave --average out."));
        }

        if (!request.Quiet)
        {
            EnsembleText.Write(terminal, record);
            ResultTable.Write(terminal, plan.Tasks, result);
        }

        return ExitCode.Done;
    }
}
