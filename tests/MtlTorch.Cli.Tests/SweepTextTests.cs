using System.Text.Json.Nodes;
using MtlTorch.Cli.Reporting;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Reading;
using MtlTorch.Experiments.Sweeps.Spaces;
using TestSupport;

namespace MtlTorch.Cli.Tests;

/// <summary>What `mtl sweep show` prints.</summary>
public sealed class SweepTextTests
{
    private static readonly DateTimeOffset Begun = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Test]
    public void ASweepThatGoesOn() => Approved.Text("sweeps/show", Told(Sweep(16)));

    [Test]
    public void ASweepWithoutATrial() => Approved.Text("sweeps/show-nothing", Told(Sweep(0)));

    private static string Told(SweepView sweep)
    {
        using var output = new StringWriter();
        SweepText.Write(new Terminal(output, TextWriter.Null, interactive: false), sweep, most: 12, Begun.AddMinutes(4));
        return output.ToString();
    }

    private static SweepView Sweep(int trials)
    {
        var space = new SearchSpace(
        [
            new ChoiceDimension("optimizer.kind", [JsonValue.Create("adam"), JsonValue.Create("sgd")], []),
            new NumberDimension("optimizer.lr", 1e-4, 1, Log: true, null, IsWhole: false, []),
            new NumberDimension("optimizer.momentum", 0, 1, Log: false, 0.25, IsWhole: false, [new Condition(0, [1])]),
        ]);
        return new SweepView
        {
            Folder = "sweeps/one",
            Name = "one",
            Space = space,
            Objectives = [new ObjectiveName("shape accuracy", HigherIsBetter: true)],
            Trials = [.. Enumerable.Range(1, trials).Select(i => Trial(i, space))],
            Planned = 30,
            Seeds = 2,
            Sampler = "random",
            Pruner = "median",
        };
    }

    private static Trial Trial(int number, SearchSpace space)
    {
        var point = space.At([number * 0.37 % 1, number * 0.61 % 1, number * 0.29 % 1]);
        var trial = new Trial { Number = number, Values = space.Write(point), Runs = [], Chosen = Begun, By = "host:1", Started = Begun.AddSeconds(10 * number) };
        return number switch
        {
            4 => trial with { Status = TrialStatus.Pruned, Curve = [0.3, 0.4], Seconds = 3 },
            9 => trial with { Status = TrialStatus.Failed, Error = "the loss of shape is not finite in epoch 2\nmore", Seconds = 1 },
            16 => trial with { Status = TrialStatus.Running, Started = Begun.AddMinutes(4) },
            _ => trial with { Status = TrialStatus.Completed, Objectives = [1 - Math.Pow(Math.Log10(point[1]) + 2, 2) / 8], Deviations = [0.001 * number], Curve = [.. Enumerable.Repeat(0.5, 8)], Seconds = 12.5 },
        };
    }
}
