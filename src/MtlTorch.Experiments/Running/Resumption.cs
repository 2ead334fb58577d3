namespace MtlTorch.Experiments.Running;

/// <summary>Composes the experiment of a run that goes on.</summary>
public static class Resumption
{
    /// <summary>What may change on the way: how long and where the run goes on, not what it learns. A section stands for all its keys.</summary>
    public static IReadOnlyList<string> Changeable { get; } =
        ["device", "threads", "data.root", "trainer.epochs", "trainer.patience", "trainer.checkpointEvery", "trainer.diagnosticsEvery", "trainer.evaluationBatchSize", "tensorBoard.enabled", "tensorBoard.histogramsEvery", "probes"];

    /// <summary>Composes the experiment from resolved.json. The changes are written there once the run goes on.</summary>
    /// <param name="folder">The run; the caller holds its lock.</param>
    /// <param name="overrides">Changes, "path.to.key=value".</param>
    /// <exception cref="InvalidOptionException">A change would make another run of it, or the data has changed.</exception>
    public static ExperimentPlan Compose(RunFolder folder, IReadOnlyList<string> overrides)
    {
        foreach (var change in overrides)
        {
            var key = change.Split('=', 2)[0].Trim();
            if (!Changeable.Any(c => key == c || key.StartsWith(c + ".", StringComparison.Ordinal)))
            {
                throw new InvalidOptionException($"--set {change}", $"a run that goes on keeps its configuration; only {string.Join(", ", Changeable)} may change. Start a run of its own for anything else.");
            }
        }

        var plan = ExperimentPlan.Compose(folder.Resolved, overrides).Settled();
        ChangedData.Check(plan, folder.Description);
        var done = MetricsFile.Epochs(folder.Metrics).Count;
        if (overrides.Count > 0 && plan.Config.Trainer.Epochs < done)
        {
            throw new InvalidOptionException("--set trainer.epochs", $"{plan.Config.Trainer.Epochs} epochs are fewer than the {done} that {folder.Path} has trained; name at least {done}.");
        }

        return plan;
    }
}
