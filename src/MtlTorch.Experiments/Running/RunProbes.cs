using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Training.Probing;
using Serilog;

namespace MtlTorch.Experiments.Running;

/// <summary>The probes of a run that is trained.</summary>
internal static class RunProbes
{
    /// <summary>Fits them on the training rows and evaluates them; null where the experiment has none.</summary>
    /// <param name="plan">The experiment.</param>
    /// <param name="model">The model, with the weights of the best epoch.</param>
    /// <param name="train">The training rows.</param>
    /// <param name="validation">The validation rows; null for none.</param>
    /// <param name="test">The test rows; null for none.</param>
    /// <param name="log">Gets a line per probe.</param>
    public static IReadOnlyDictionary<string, ProbeFigures>? Of(
        ExperimentPlan plan,
        MultiTaskModel model,
        Split train,
        Split? validation,
        Split? test,
        ILogger log)
    {
        if (plan.Config.Probes.Count == 0)
        {
            return null;
        }

        var probes = plan.Config.Probes.Select(p => p.Value.Build(p.Key, plan.Data.Description.Targets)).ToList();
        var figures = new Prober(model, plan.Config.Trainer.EvaluationBatchSize).Run(probes, train, validation, test);
        foreach (var (name, of) in figures)
        {
            log.Information("Probe {Name:l} of {Rows} rows: {Metric:l} {Validation} on validation, {Test} on test", name, of.Rows, of.Metric, of.Validation, of.Test);
            if (of.Rows == 0)
            {
                log.Warning("Probe {Name:l}: no training row has a label, so there is nothing to fit", name);
            }
            else if (!of.Converged)
            {
                log.Information("Probe {Name:l} took all its iterations; probes.{Name:l}.iterations allows more", name, name);
            }
        }

        return figures;
    }
}
