using System.Globalization;
using MtlTorch.Experiments.Profiling;
using MtlTorch.Tasks;
using MtlTorch.Training.Costs;
using static System.FormattableString;

namespace MtlTorch.Cli.Reporting;

/// <summary>A profile as tables: modules, memory, time.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="profile">What was measured.</param>
internal sealed class ProfileText(Terminal terminal, ExperimentProfile profile)
{
    private static readonly (Phase Phase, string Label)[] Labels =
    [
        (Phase.Data, "data"),
        (Phase.Forward, "forward"),
        (Phase.Backward, "backward"),
        (Phase.Balancing, "balancing"),
        (Phase.Diagnostics, "diagnostics"),
        (Phase.Clipping, "clipping"),
        (Phase.Optimizer, "optimizer"),
        (Phase.Other, "other"),
    ];

    public void Write()
    {
        var place = profile.Device == "cpu" ? $"cpu, {profile.Threads} {(profile.Threads == 1 ? "thread" : "threads")}" : profile.Device;
        terminal.Out.WriteLine(Invariant($"{profile.Name}: {profile.TrainRows:N0} training rows; {place}"));
        terminal.Out.WriteLine();
        Modules();
        Memory();
        Phases();
        Speed();
    }

    private void Modules()
    {
        var rows = profile.Modules
            .GroupBy(m => Place(m.Name).Group)
            .SelectMany(part => part.Select(Module).Prepend(Sum(part.Key, part)))
            .Append(Sum("all", profile.Modules));
        Tables.Write(terminal, ["module", "kind", "output", "parameters", "multiply-adds"], rows, firstNumber: 3);
    }

    private static string[] Module(ModuleCost module) =>
    [
        $"  {Place(module.Name).Within}",
        module.Kind,
        module.Output is null ? "-" : string.Join('x', module.Output),
        Number(module.Parameters),
        module.MultiplyAdds is { } count ? Number(count) : "-",
    ];

    private static string[] Sum(string name, IEnumerable<ModuleCost> modules) =>
        [name, "", "", Number(modules.Sum(m => m.Parameters)), (modules.All(m => m.MultiplyAdds is not null) ? "" : "at least ") + Number(modules.Sum(m => m.MultiplyAdds ?? 0))];

    /// <summary>"shared" or "heads.TASK", and the place within; long names fit into 80 columns so.</summary>
    private static (string Group, string Within) Place(string name)
    {
        var parts = name.Split('.');
        var count = parts[0] == MultiTaskModel.SharedGroup ? 1 : Math.Min(2, parts.Length);
        return (string.Join('.', parts[..count]), parts.Length > count ? string.Join('.', parts[count..]) : "itself");
    }

    private void Memory()
    {
        var (estimate, memory) = (profile.Memory.Estimate, profile.Memory);
        (string, long?)[] rows =
        [
            ("training and validation rows", estimate.Data),
            ("parameters and their gradient", estimate.Parameters + estimate.Gradient),
            ("optimizer", estimate.OptimizerState),
            ("gradients per task", estimate.TaskGradients),
            ("copies for regularizers", estimate.Regularizers == 0 ? null : estimate.Regularizers),
            ("training: batch and activations", estimate.Activations),
            ("evaluation: test rows and activations", estimate.TestData + estimate.EvaluationActivations),
            ("estimate of a training step", estimate.TrainingTotal),
            ("estimate of the evaluation at the end", estimate.EvaluationTotal),
            ("measured while loading", memory.Loading - memory.Before),
            ("measured in these steps", memory.Training - memory.Before),
            ("free before", memory.Free),
        ];
        Tables.Write(terminal, ["memory", "MiB"], rows.Where(r => r.Item2 is not null).Select(r => new[] { r.Item1, Mebibytes(r.Item2!.Value) }), firstNumber: 1);
    }

    private void Phases()
    {
        var (training, phases) = (profile.Training, profile.Training.Phases);
        var rows = Labels
            .Where(l => phases[l.Phase] > 0)
            .SelectMany(l => Tasks(l.Phase).Prepend(Row(l.Label, phases[l.Phase])))
            .Append(Row("step", training.Seconds));
        Tables.Write(terminal, ["phase", "ms per step", "share"], rows, firstNumber: 1);
    }

    private IEnumerable<string[]> Tasks(Phase phase) => phase != Phase.Backward || profile.Training.Phases.BackwardPerTask is not { } tasks
        ? []
        : tasks.Select(t => Row($"  shared part, {t.Key}", t.Value));

    private void Speed()
    {
        var training = profile.Training;
        terminal.Out.WriteLine(Invariant($"{training.Steps:N0} steps after {training.WarmUp:N0} to warm up: {training.StepsPerSecond:0.0} steps/s, {training.SamplesPerSecond:N0} rows/s, {training.GigaflopsPerSecond:0.00} GFLOP/s"));
        if (profile.Evaluation is { } evaluation)
        {
            terminal.Out.WriteLine(Invariant($"evaluation: {evaluation.Rows:N0} validation rows in {evaluation.Seconds:0.000} s, {evaluation.SamplesPerSecond:N0} rows/s"));
        }
    }

    private string[] Row(string label, double seconds) =>
        [label, Invariant($"{1000 * seconds / profile.Training.Steps:0.000}"), Invariant($"{100 * seconds / profile.Training.Seconds:0.0} %")];

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Mebibytes(long bytes) => Invariant($"{bytes / 1048576.0:N1}");
}
