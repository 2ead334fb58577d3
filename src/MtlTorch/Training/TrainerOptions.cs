using System.ComponentModel.DataAnnotations;

namespace MtlTorch.Training;

/// <summary>How long and in what portions a model is trained.</summary>
public sealed record TrainerOptions
{
    /// <summary>Passes over the training rows.</summary>
    [Range(1, 1_000_000)]
    public int Epochs { get; init; } = 10;

    /// <summary>Rows per training step.</summary>
    [Range(1, 10_000_000)]
    public int BatchSize { get; init; } = 128;

    /// <summary>
    /// Rows with labels that are added to each batch, beside its batchSize rows, where most rows have none (see data.labeled). They are
    /// drawn in turn, so that each is added equally often. All tasks learn from them, also those that need no label. None are
    /// added if null.
    /// </summary>
    [Range(1, 10_000_000)]
    public int? LabeledPerBatch { get; init; }

    /// <summary>Rows per forward pass in evaluation; changes memory and speed, not the figures beyond rounding.</summary>
    [Range(1, 10_000_000)]
    public int EvaluationBatchSize { get; init; } = 500;

    /// <summary>Leave out the last batch of an epoch where it is smaller than the others.</summary>
    public bool DropLast { get; init; }

    /// <summary>What the learning rate is multiplied with for the shared parameters, for example to fine-tune a trained trunk gently. To keep it as it is, freeze "shared".</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double SharedRate { get; init; } = 1;

    /// <summary>
    /// Parts of the model that stay as they are: names of parameters or beginnings of names, as in model.safetensors, for example "shared" or
    /// "shared.trunk.layers.0". Frozen modules compute as in evaluation, without dropout and with fixed statistics.
    /// </summary>
    public IReadOnlyList<string> Frozen { get; init; } = [];

    /// <summary>Largest Euclidean norm of the whole gradient; longer ones are scaled down. No limit if null.</summary>
    [Range(0.0, 1e9, MinimumIsExclusive = true)]
    public double? ClipNorm { get; init; }

    /// <summary>Stop after so many epochs in a row that were not better than the best one, on the validation split. Never if null.</summary>
    [Range(1, 1_000_000)]
    public int? Patience { get; init; }

    /// <summary>
    /// Stop after so many epochs, as the refit of a cross-validation does, while the schedule of the learning rate is the one of all
    /// "epochs": the training is the beginning of the longer one. All epochs if null.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? StopAfter { get; init; }

    /// <summary>
    /// Measure the tasks' gradients every so many steps: lengths, cosines, magnitude similarities, condition number, conflicting
    /// pairs. The training stays the same to the last bit; a measured step costs up to T more backward passes. Never if null.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int? DiagnosticsEvery { get; init; }

    /// <summary>
    /// Write a checkpoint every so many steps too, besides the one after each epoch: worthwhile where an epoch takes long.
    /// The training stays the same to the last bit. Only after epochs if null.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int? CheckpointEvery { get; init; }

    /// <summary>
    /// Keep the weights every so many epochs, in snapshots/epoch-NNNN/model.safetensors, for ensembles and averages of them. With the schedule
    /// "cosine-restarts" as often as its period. None if null.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? SnapshotEvery { get; init; }

    /// <summary>
    /// What makes an epoch the best one, on the validation split: "skill" (mean over the tasks of the share of the way from
    /// the trivial prediction to a perfect one, in the main metric), "loss" (weighted sum of the losses) or "TASK.METRIC".
    /// </summary>
    public string Select { get; init; } = "skill";

    /// <summary>Epochs that are trained at most.</summary>
    public int LastEpoch() => Math.Min(Epochs, StopAfter ?? Epochs);

    /// <summary>Batches of an epoch.</summary>
    /// <param name="trainRows">Number of training rows.</param>
    public long BatchesPerEpoch(long trainRows) => DropLast ? trainRows / BatchSize : (trainRows + BatchSize - 1) / BatchSize;

    /// <summary>What is wrong with the batch size where the batches of an epoch do not make a step; null if they do. No batch at all is what <see cref="Problems"/> tells of.</summary>
    /// <param name="trainRows">Number of training rows.</param>
    /// <param name="perStep">Batches that a step consumes.</param>
    public string? ProblemOfBatches(long trainRows, int perStep) => BatchesPerEpoch(trainRows) is var batches && (batches >= perStep || batches == 0)
        ? null
        : $"this training takes {perStep} batches per step, and an epoch has only {batches}; use a smaller batchSize.";

    /// <summary>What does not fit the data: the option, and what is wrong and what to do.</summary>
    /// <param name="trainRows">Number of training rows.</param>
    /// <param name="validationRows">Number of validation rows; 0 without a validation split.</param>
    /// <param name="labeledRows">Number of training rows that have a label which others lack; 0 if no target lacks any.</param>
    public IEnumerable<(string Option, string Problem)> Problems(long trainRows, long validationRows, long labeledRows)
    {
        if (Patience is not null && validationRows == 0)
        {
            yield return ("patience", "stopping early needs a validation split, and there is none; hold rows out with data.validation, or leave patience out.");
        }

        if (DropLast && BatchSize > trainRows)
        {
            yield return ("dropLast", $"an epoch of {trainRows} rows has no full batch of {BatchSize}; use a smaller batchSize, or leave dropLast out.");
        }

        if (LabeledPerBatch is not null && labeledRows == 0)
        {
            yield return ("labeledPerBatch", "there are no labeled rows to add: no target has labels in some training rows and lacks them in others. Take labels away with data.labeled, or leave labeledPerBatch out.");
        }
    }
}
