using System.Globalization;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Sweeps.Configs;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Experiments.Sweeps;

/// <summary>Composes points of a sweep before the first one trains; what is wrong with them is told in the words of the sweep's file.</summary>
/// <param name="plan">The sweep.</param>
/// <param name="file">Its file, which gets the errors.</param>
/// <param name="overrides">What all trials have in place of the experiment's values, the file's own first.</param>
internal sealed class PointChecks(SweepPlan plan, SweepFile file, IReadOnlyList<string> overrides)
{
    /// <summary>Each takes some milliseconds.</summary>
    private const int MostChecked = 10_000;

    /// <summary>Points that are wrong, until no other is looked at.</summary>
    private const int Enough = 20;

    private SearchSpace Space => plan.Space;

    /// <summary>Composes the points that are known ahead, or else those at the edges of the space.</summary>
    public void CheckAll()
    {
        var wrong = 0;
        foreach (var point in plan.Sampler is null or { IsAdaptive: true } ? Edges() : plan.Known().Take(MostChecked))
        {
            wrong += Try(point) is null ? 1 : 0;
            if (wrong == Enough)
            {
                return;
            }
        }
    }

    /// <summary>The point in the middle of every range, and between the choices.</summary>
    public Point Middle() => Space.At([.. Enumerable.Repeat(0.5, Space.Count)]);

    /// <summary>
    /// Points that have, one dimension after the other, each value of a choice and both ends of a range, with the first value of each choice under which the dimension is set; the
    /// rest in the middle.
    /// </summary>
    private HashSet<Point> Edges()
    {
        var points = new HashSet<Point> { Middle() };
        foreach (var (i, dimension) in Space.Dimensions.Index())
        {
            var fixedValues = new Dictionary<int, double>();
            Require(dimension, fixedValues);
            IEnumerable<double> values = dimension is ChoiceDimension choice ? Enumerable.Range(0, choice.Values.Count).Select(v => (double)v) : [dimension.At(0), dimension.At(1)];
            foreach (var value in values)
            {
                fixedValues[i] = value;
                points.Add(Space.Build(d => fixedValues.TryGetValue(d, out var own) ? own : Space.Dimensions[d].At(0.5)));
            }
        }

        return points;
    }

    private void Require(Dimension dimension, Dictionary<int, double> values)
    {
        foreach (var condition in dimension.When)
        {
            values[condition.Parent] = condition.Values[0];
            Require(Space.Dimensions[condition.Parent], values);
        }
    }

    /// <summary>The experiment at a point; null where it is not possible, which is told in the words of the sweep's file.</summary>
    public ExperimentPlan? Try(Point point)
    {
        try
        {
            return plan.At(point, 0);
        }
        catch (ConfigException e)
        {
            file.Add(e.Errors.Select(error => Translate(error, point)));
            return null;
        }
    }

    /// <summary>What is wrong with a value of the space is told where the space has it; what is wrong elsewhere, with the values that it does not go with.</summary>
    private ConfigError Translate(ConfigError error, Point point)
    {
        foreach (var (i, dimension) in Space.Dimensions.Index().Where(d => point.Has(d.Index)))
        {
            var value = dimension.Json(point[i])?.ToJsonString() ?? "null";
            if (error.Origin.Source == $"--set {dimension.Key}={value}")
            {
                var path = $"$.space.{dimension.Key}";
                return new ConfigError(file.OriginOf(path), path, string.Create(CultureInfo.InvariantCulture, $"with {value}, {error.Path} is not possible: {error.Message}"));
            }
        }

        // The file's own come first; the same key on the command line goes over it.
        var set = plan.Config.Set.Keys.Index().FirstOrDefault(s => error.Origin.Column == s.Index && error.Origin.Source == $"--set {overrides[s.Index]}").Item;
        return set is null ? error : error with { Origin = file.OriginOf($"$.set.{set}") };
    }
}
