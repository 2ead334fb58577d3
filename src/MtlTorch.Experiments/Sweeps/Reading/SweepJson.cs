using System.Text.Json;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Importance;
using MtlTorch.Experiments.Sweeps.Journal;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps.Reading;

/// <summary>A sweep as one JSON document: what was asked for, what is varied, every trial, what the parameters explain. What is not defined is null.</summary>
public static class SweepJson
{
    /// <summary>Writes the file, over an older one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(SweepView sweep, string path) => WholeFile.Write(path, Text(sweep), durable: false);

    /// <summary>The document.</summary>
    public static string Text(SweepView sweep) => JsonSerializer.Serialize(
        new
        {
            sweep.Name,
            sweep.Sampler,
            sweep.Pruner,
            sweep.Objectives,
            sweep.Planned,
            sweep.Seeds,
            Space = sweep.Space.Dimensions.Select(d => Dimension(sweep.Space, d)),
            Best = sweep.Best().Take(sweep.Objectives.Count == 1 ? 1 : int.MaxValue).Select(t => t.Number),
            Trials = sweep.Trials.Select(Of),
            Importance = SweepImportance.Of(sweep),
        },
        RunJson.Indented) + "\n";

    private static object Of(Trial trial) => new
    {
        trial.Number,
        trial.Status,
        trial.Values,
        Objectives = trial.Objectives.Count > 0 ? trial.Objectives : null,
        Deviations = trial.Deviations.Count > 0 ? trial.Deviations : null,
        trial.Curve,
        trial.Seconds,
        trial.Chosen,
        trial.Started,
        trial.Ended,
        Attempts = trial.History,
        Folder = trial.Reused ?? TrialPlaces.Of(trial),
        trial.Reused,
        trial.Runs,
        trial.Error,
    };

    private static object Dimension(SearchSpace space, Dimension dimension)
    {
        var when = dimension.When.Count == 0 ? null : dimension.When.ToDictionary(
            c => space.Dimensions[c.Parent].Key, c => c.Values.Select(v => space.Dimensions[c.Parent].Json(v)).ToList());
        return dimension is NumberDimension number
            ? new { number.Key, Kind = number.IsWhole ? "int" : "float", number.From, number.To, Scale = number.Log ? "log" : "linear", number.Step, When = when }
            : new { dimension.Key, Kind = "choice", ((ChoiceDimension)dimension).Values, When = when };
    }
}
