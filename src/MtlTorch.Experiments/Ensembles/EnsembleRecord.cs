using System.Text.Json;
using MtlTorch.Ensembles.Combining;
using MtlTorch.Experiments.Running;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Ensembles;

/// <summary>What an ensemble consists of, and how well its parts do: the content of ensemble.json.</summary>
public sealed record EnsembleRecord
{
    /// <summary>The members, in the order of their folders members/01, members/02, ...</summary>
    public required IReadOnlyList<MemberRecord> Members { get; init; }

    /// <summary>How each task's predictions are combined.</summary>
    public required IReadOnlyDictionary<string, CombinationRecord> Tasks { get; init; }

    /// <summary>Whether the validation split chose the combination; false where it was asked for.</summary>
    public required bool ChosenByValidation { get; init; }

    /// <summary>Members, the mean of them, the best one by validation, and all combinations.</summary>
    public required IReadOnlyList<EnsembleRow> Rows { get; init; }

    /// <summary>By split and task: how differently the members err.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, DiversityRecord>> Diversity { get; init; }

    /// <summary>By split and task: the mean over the rows of how uncertain the ensemble is.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, UncertaintyRecord>> Uncertainty { get; init; }

    /// <summary>The file in an ensemble's folder.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "ensemble.json");

    /// <summary>The folder of a member.</summary>
    /// <param name="folder">The ensemble's folder.</param>
    /// <param name="index">Which member, from 0.</param>
    public static string MemberIn(string folder, int index) => Path.Combine(folder, "members", $"{index + 1:00}");

    /// <summary>Whether a folder is that of an ensemble.</summary>
    public static bool IsIn(string folder) => File.Exists(FileIn(folder));

    /// <summary>Reads the record.</summary>
    /// <exception cref="MalformedFileException">It is damaged.</exception>
    public static EnsembleRecord Read(string folder)
    {
        var path = FileIn(folder);
        try
        {
            var record = JsonSerializer.Deserialize<EnsembleRecord>(File.ReadAllText(path), RunJson.Indented) ?? throw new JsonException("null");
            return record is { Members.Count: > 0, Tasks.Count: > 0 } ? record : throw new JsonException("it names no members or no tasks.");
        }
        catch (JsonException e)
        {
            throw new MalformedFileException(path, e.BytePositionInLine ?? 0, $"line {(e.LineNumber ?? 0) + 1} is not the record of an ensemble: {e.Message.Split('\n')[0]}", e);
        }
    }

    /// <summary>Writes the record.</summary>
    public void Write(string folder) => WholeFile.Write(FileIn(folder), JsonSerializer.Serialize(this, RunJson.Indented) + "\n");
}

/// <summary>A member.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Source">Folder that it was copied from; it may be gone.</param>
/// <param name="Voice">Members with the same number are averaged before what was fitted combines them.</param>
/// <param name="Seed">Seed of its run.</param>
/// <param name="Epochs">Epochs that it was trained.</param>
/// <param name="Fold">The fold that it was trained without; null for none.</param>
public sealed record MemberRecord(string Name, string Source, int Voice, long Seed, int Epochs, int? Fold);

/// <summary>How one task's predictions are combined.</summary>
/// <param name="Kind">See <see cref="CombinationNames"/>.</param>
/// <param name="Weights">A weight per voice, or per member where nothing was fitted; null for a kind without weights.</param>
/// <param name="Coefficients">Of a stacked model, see <see cref="StackedModel"/>.</param>
/// <param name="Biases">Of a stacked model.</param>
/// <param name="Lambda">Weight decay of a stacked model.</param>
public sealed record CombinationRecord(string Kind, IReadOnlyList<double>? Weights = null, IReadOnlyList<double>? Coefficients = null, IReadOnlyList<double>? Biases = null, double? Lambda = null)
{
    /// <summary>The record of a combination.</summary>
    public static CombinationRecord Of(Combination combination) => combination switch
    {
        LinearPool pool => new(CombinationNames.Of(pool.Kind), pool.Weights),
        StackedModel model => new(CombinationNames.Of(model.Kind), null, model.Coefficients, model.Biases, model.Lambda),
        _ => new(CombinationNames.Of(combination.Kind)),
    };

    /// <summary>The combination of a record.</summary>
    /// <exception cref="InvalidOptionException">There is no such kind.</exception>
    public Combination Build() => (CombinationNames.Parse("ensemble.json", Kind), this) switch
    {
        (CombinationKind.MeanLogits, _) => new LogarithmicPool(),
        (CombinationKind.Vote, _) => new Vote(),
        (CombinationKind.Stacking, { Coefficients: { } coefficients, Biases: { } biases }) => new StackedModel(coefficients, biases, Lambda ?? double.NaN),
        (var kind and not CombinationKind.Stacking, { Weights: { } weights }) => new LinearPool(kind, weights),
        _ => throw new InvalidOptionException("ensemble.json", $"the numbers of the combination '{Kind}' are missing. Make the ensemble again."),
    };
}

/// <summary>What a row of the table is about.</summary>
public enum EnsembleRowKind
{
    /// <summary>One member.</summary>
    Member,

    /// <summary>A combination of all members.</summary>
    Combination,
}

/// <summary>A row of the table.</summary>
/// <param name="Name">The member, or the combination.</param>
/// <param name="Kind">Which of them.</param>
/// <param name="Score">By the experiment's selection rule on validation; of fitted combinations, on rows that they were not fitted to. Null without validation.</param>
/// <param name="Validation">Figures on the rows that <paramref name="Score"/> is of.</param>
/// <param name="Test">Figures on the test split; null without one.</param>
public sealed record EnsembleRow(string Name, EnsembleRowKind Kind, double? Score, Scores? Validation, Scores? Test);

/// <summary>How differently members err. Of pairs, i before j, at [i][j - i - 1]; see docs/ensembles.md for the definitions.</summary>
public sealed record DiversityRecord
{
    /// <summary>Mean over the pairs; null for a regression.</summary>
    public double? Disagreement { get; init; }

    /// <summary>Mean over the pairs; null for a regression.</summary>
    public double? Q { get; init; }

    /// <summary>Mean over the pairs.</summary>
    public required double Correlation { get; init; }

    /// <summary>Mean over the pairs; null for a regression.</summary>
    public double? DoubleFault { get; init; }

    /// <summary>Mean squared error of the members; null for a classification.</summary>
    public double? MeanError { get; init; }

    /// <summary>By how much the mean prediction's squared error is smaller; null for a classification.</summary>
    public double? Ambiguity { get; init; }

    /// <summary>Disagreement of each pair; null for a regression.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Disagreements { get; init; }

    /// <summary>Correlation of each pair.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Correlations { get; init; }
}

/// <summary>Mean uncertainty: of classes total = data + model, in nats; of numbers model alone, the variance between members.</summary>
public sealed record UncertaintyRecord(double? Total, double? Data, double Model);
