using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Modules;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Probing;

/// <summary>Fits probes to a trained model on the training rows and says how well they do on others. The model stays as it is.</summary>
/// <param name="model">The model; it is used in evaluation mode and left in the mode that it was in.</param>
/// <param name="batchSize">Rows per forward pass. It changes memory and speed, not the figures beyond rounding.</param>
public sealed class Prober(MultiTaskModel model, int batchSize)
{
    /// <summary>Fits probes, one after the other, and evaluates them. Holds the features of all rows.</summary>
    /// <param name="probes">The probes.</param>
    /// <param name="train">The rows to fit them to, on the model's device.</param>
    /// <param name="validation">Rows to evaluate on; null for none.</param>
    /// <param name="test">Rows to evaluate on; null for none.</param>
    /// <returns>Figures by name, in the order of the probes.</returns>
    public IReadOnlyDictionary<string, ProbeFigures> Run(IReadOnlyList<Probe> probes, Split train, Split? validation, Split? test)
    {
        var figures = new Dictionary<string, ProbeFigures>();
        foreach (var source in probes.GroupBy(p => p.Options.On))
        {
            using var scope = torch.NewDisposeScope();
            var seen = new Dictionary<Split, torch.Tensor>();
            foreach (var split in new[] { train, validation, test }.OfType<Split>())
            {
                seen[split] = See(source.Key, split);
            }

            foreach (var probe in source)
            {
                figures[probe.Name] = Run(probe, seen, train, validation, test);
            }
        }

        return probes.ToDictionary(p => p.Name, p => figures[p.Name]);
    }

    private static ProbeFigures Run(Probe probe, Dictionary<Split, torch.Tensor> seen, Split train, Split? validation, Split? test)
    {
        var classes = probe.Description as ClassTarget;
        IMetric metric = classes is null ? new R2() : new Accuracy();
        var targets = train.Targets[probe.Target];
        if (!KnownRows.Any(targets))
        {
            return new ProbeFigures(metric.Name, validation is null ? null : double.NaN, test is null ? null : double.NaN, 0, false);
        }

        using var fitted = classes is null
            ? LinearProbe.Regress(seen[train], targets, probe.Options)
            : LinearProbe.Classify(seen[train], targets, classes.Classes.Count, probe.Options);
        double? On(Split? split) => split is null ? null : Evaluate(fitted, metric, seen[split], split.Targets[probe.Target]);
        return new ProbeFigures(metric.Name, On(validation), On(test), fitted.Rows, fitted.Converged);
    }

    /// <summary>The metric over the rows that have a label; NaN where none has.</summary>
    private static double Evaluate(LinearProbe probe, IMetric metric, torch.Tensor features, torch.Tensor targets)
    {
        const long BlockRows = 4096;
        if (!KnownRows.Any(targets))
        {
            return double.NaN;
        }

        using var scope = torch.NewDisposeScope();
        using var sum = new MetricAccumulator(metric);
        var (known, labels) = KnownRows.Of(features, targets);
        for (long start = 0; start < known.size(0); start += BlockRows)
        {
            using var block = torch.NewDisposeScope();
            var count = Math.Min(BlockRows, known.size(0) - start);
            sum.Add(probe.Predict(known.narrow(0, start, count)), labels.narrow(0, start, count));
        }

        return sum.Compute();
    }

    /// <summary>What a probe sees of each row of a split [N, F].</summary>
    private torch.Tensor See(ProbeSource source, Split split)
    {
        using var scope = torch.NewDisposeScope();
        return (source == ProbeSource.Inputs ? split.Inputs.flatten(1) : FeaturesOf(split)).MoveToOuterDisposeScope();
    }

    private torch.Tensor FeaturesOf(Split split)
    {
        using var frozen = torch.no_grad();
        using var mode = new EvaluationMode(model);
        torch.Tensor? all = null;
        for (long start = 0; start < split.Rows; start += batchSize)
        {
            using var scope = torch.NewDisposeScope();
            var count = Math.Min(batchSize, split.Rows - start);
            var features = model.Represent(split.Slice(start, count).Inputs)[0].Features.flatten(1);
            all ??= torch.empty([split.Rows, features.size(1)], features.dtype, features.device).MoveToOuterDisposeScope();
            all.narrow(0, start, count).copy_(features);
        }

        return all!;
    }
}

/// <summary>How well a probe does.</summary>
/// <param name="Metric">"accuracy" for classes, "r2" for real numbers.</param>
/// <param name="Validation">The metric on the validation split; NaN where it is not defined, null without the split.</param>
/// <param name="Test">The metric on the test split.</param>
/// <param name="Rows">Training rows with a label, to which it was fitted.</param>
/// <param name="Converged">Whether the fit came to its optimum; else it took all its iterations.</param>
public sealed record ProbeFigures(string Metric, double? Validation, double? Test, long Rows, bool Converged);
