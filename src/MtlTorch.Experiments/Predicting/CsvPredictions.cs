using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using MtlTorch.Data.Inputs;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Predicting;

/// <summary>
/// Predictions as CSV: the row's number (and file), then for each task its prediction under the task's name, and of classes the probability of the predicted one under
/// TASK.probability. Several numbers of one task stand under TASK.0, TASK.1 and so on.
/// </summary>
public sealed class CsvPredictions : IPredictionWriter
{
    private const string Row = "row";
    private const string File = "file";

    private readonly IReadOnlyList<LearningTask> tasks;
    private readonly bool allProbabilities;
    private readonly CsvWriter csv;
    private bool hasHeader;

    /// <param name="output">Where to write; it is left open.</param>
    /// <param name="tasks">The tasks whose answers are written.</param>
    /// <param name="allProbabilities">Whether to write the probability of each class, under TASK.probability.CLASS.</param>
    /// <exception cref="InvalidOptionException">A task has the name of another column.</exception>
    public CsvPredictions(TextWriter output, IReadOnlyList<LearningTask> tasks, bool allProbabilities)
    {
        this.tasks = tasks;
        this.allProbabilities = allProbabilities;
        if (tasks.FirstOrDefault(t => t.Name is Row or File) is { } task)
        {
            throw new InvalidOptionException("--format", $"the task '{task.Name}' has the name of a column that tells which row it is. Use --format jsonl.");
        }

        csv = new CsvWriter(output, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);
    }

    /// <inheritdoc/>
    public void Write(RowName name, IReadOnlyList<RowAnswer> answers)
    {
        if (!hasHeader)
        {
            WriteLine(Header(name.File is not null));
            hasHeader = true;
        }

        IEnumerable<string> place = name.File is null ? [Text(name.Number)] : [Text(name.Number), name.File];
        WriteLine(place.Concat(answers.SelectMany((answer, i) => Cells(tasks[i], answer))));
    }

    /// <summary>Writes what is still held back; the header, where there was no row.</summary>
    public void Dispose()
    {
        if (!hasHeader)
        {
            WriteLine(Header(hasFiles: false));
        }

        csv.Dispose();
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private IEnumerable<string> Header(bool hasFiles) => (hasFiles ? [Row, File] : new[] { Row }).Concat(tasks.SelectMany(Columns));

    private IEnumerable<string> Columns(LearningTask task) => task.Answer switch
    {
        ClassAnswer classes => [task.Name, $"{task.Name}.probability", .. allProbabilities ? classes.Classes.Select(c => $"{task.Name}.probability.{c}") : []],
        NumberAnswer { Width: 1 } => [task.Name],
        NumberAnswer numbers => Enumerable.Range(0, numbers.Width).Select(i => $"{task.Name}.{i}"),
        _ => [],
    };

    private IEnumerable<string> Cells(LearningTask task, RowAnswer answer) => answer switch
    {
        ClassOfRow row => [((ClassAnswer)task.Answer!).Classes[row.Class], Text(row.Probabilities[row.Class]), .. allProbabilities ? row.Probabilities.Select(p => Text(p)) : []],
        NumbersOfRow row => row.Values.Select(v => Text(v)),
        _ => [],
    };

    private void WriteLine(IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.NextRecord();
    }
}
