using System.ComponentModel.DataAnnotations;
using MtlTorch.Data.Inputs;
using MtlTorch.Data.Tables;

namespace MtlTorch.Data.DataSets;

/// <summary>Tables whose tasks are as related as one likes, drawn from a seed, in the manner of scikit-learn's make_classification and make_regression.</summary>
public abstract record DrawnTableOptions : DataOptions, ISelfChecking
{
    /// <summary>Number of tasks T; their targets are "task1" to "taskT".</summary>
    [Range(1, 1_000)]
    public int Tasks { get; init; } = 2;

    /// <summary>
    /// How related the tasks are, r: the weights of task t are w_t = sqrt(r) w_0 + sqrt(1 - r) v_t, with w_0 and v_t drawn from a normal distribution, so that the
    /// expected cosine between the weights of two tasks is r. 0: nothing in common; 1: all the same.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Relatedness { get; init; } = 0.5;

    /// <summary>Number of inputs.</summary>
    [Range(1, 100_000)]
    public int Features { get; init; } = 20;

    /// <summary>How many of the inputs, the first ones, the targets depend on.</summary>
    [Range(1, 100_000)]
    public int Informative { get; init; } = 10;

    /// <summary>How many inputs, the next ones, are linear combinations of the informative ones. The rest have nothing to do with the targets.</summary>
    [Range(0, 100_000)]
    public int Redundant { get; init; }

    /// <summary>Share of the training rows without a label, drawn for each task by itself.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Missing { get; init; }

    /// <summary>Number of training rows.</summary>
    [Range(1, int.MaxValue)]
    public int Train { get; init; } = 2_000;

    /// <summary>Number of validation rows; 0 for none.</summary>
    [Range(0, int.MaxValue)]
    public int Validation { get; init; } = 500;

    /// <summary>Number of test rows.</summary>
    [Range(1, int.MaxValue)]
    public int Test { get; init; } = 2_000;

    /// <summary>Seed of the table. It is not the seed of the run, so that every run sees the same rows.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Reads tables with the columns x1, x2, ...</summary>
    /// <inheritdoc/>
    public override IInputReader ReaderOf(DataDescription description) => new TableRowReader(description.Columns, TableFormat.Default);

    /// <inheritdoc/>
    public virtual IEnumerable<(string Option, string Problem)> Problems()
    {
        if (Informative + Redundant > Features)
        {
            yield return ("informative", $"{Informative} informative and {Redundant} redundant inputs are more than the {Features} features.");
        }

        if (Math.Round(Missing * Train) >= Train)
        {
            yield return ("missing", $"none of the {Train} training rows would keep its label; use a smaller share.");
        }
    }
}
