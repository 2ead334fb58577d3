using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using MtlTorch.Experiments.Sweeps.Pruning;
using MtlTorch.Experiments.Sweeps.Sampling;

namespace MtlTorch.Experiments.Sweeps.Configs;

/// <summary>One sweep, as its file describes it: an experiment is trained again and again with other values of some of its keys.</summary>
public sealed record SweepConfig
{
    /// <summary>Path of sweep.schema.json, for editors that complete keys.</summary>
    [JsonPropertyName("$schema"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Schema { get; init; }

    /// <summary>Path, from this file's folder, of a sweep file to start from: the keys given here go over its keys, deeply.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Base { get; init; }

    /// <summary>Name of the sweep; sweeps lie in runs/NAME.</summary>
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9._-]*$", ErrorMessage = "letters, digits, '.', '_' and '-', beginning with a letter or digit")]
    public required string Name { get; init; }

    /// <summary>Path, from this file's folder, of the experiment file that every trial starts from.</summary>
    public required string Experiment { get; init; }

    /// <summary>Values that all trials have in place of the experiment's, by key, as for --set: { "trainer.epochs": 3 }.</summary>
    public IReadOnlyDictionary<string, JsonElement> Set { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>What is varied, by key, as for --set: "optimizer.lr", "model.trunk.blocks[0].channels". "tasks.*.weight" stands for that key of each task.</summary>
    [MinLength(1)]
    public required IReadOnlyDictionary<string, ParameterOptions> Space { get; init; }

    /// <summary>
    /// What is to be reached, on the validation split, by the best epoch of each run: "score" (that which the experiment's trainer.select chooses the best epoch by; unless told
    /// otherwise the mean of the skill over the tasks), "TASK.METRIC", "mean.METRIC" (mean over the tasks that have it), "delta-m" (mean relative change against single-task
    /// models, in percent; see baseline), "parameters" or "multiply-adds" (of the model, as few as possible). Several make a Pareto front.
    /// </summary>
    [OneOrMore, MinLength(1)]
    public IReadOnlyList<string> Objective { get; init; } = ["score"];

    /// <summary>Path, from this file's folder, of single-task runs of the experiment, for delta-m: mtl train EXPERIMENT --baselines single-task makes them.</summary>
    public string? Baseline { get; init; }

    /// <summary>How points are chosen.</summary>
    public SamplerOptions Sampler { get; init; } = new TpeOptions();

    /// <summary>Which trials are ended early.</summary>
    public PrunerOptions Pruner { get; init; } = new NoPrunerOptions();

    /// <summary>Number of trials, those that are ended early or fail included. A space with fewer points ends the sweep earlier.</summary>
    [Range(1, 1_000_000)]
    public int Trials { get; init; } = 50;

    /// <summary>Seeds that each trial is trained with, one after the other, from the experiment's own seed on; the objectives are means over them. A trial is ended early by its first one.</summary>
    [Range(1, 1_000)]
    public int Seeds { get; init; } = 1;

    /// <summary>Seed of the sampler. It changes which points are chosen, not how they are trained.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>When to stop before all trials are trained.</summary>
    public BudgetOptions Budget { get; init; } = new();
}

/// <summary>When a sweep stops before all its trials are trained. Trials that have begun are trained to their end.</summary>
public sealed record BudgetOptions
{
    /// <summary>Hours from the start of the command on; with --resume they begin anew. No limit if null.</summary>
    [Range(0.0, 100_000.0, MinimumIsExclusive = true)]
    public double? Hours { get; init; }

    /// <summary>Trials that fail one after the other, none being completed in between: something is wrong then with all of them. No limit if null.</summary>
    [Range(1, 1_000_000)]
    public int? Failures { get; init; } = 10;
}
