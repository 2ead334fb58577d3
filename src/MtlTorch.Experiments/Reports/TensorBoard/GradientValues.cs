using MtlTorch.Balancing;
using MtlTorch.Experiments.Reports.TensorBoard.Protos;
using MtlTorch.Training;

namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>How the tasks' gradients lay to each other at a measured step: gradients/norm/TASK, gradients/cosine/TASK-TASK and so on.</summary>
internal static class GradientValues
{
    /// <summary>With more tasks the pairs would drown all other charts; the picture shows them still.</summary>
    private const int MostTasksForPairs = 8;

    /// <summary>The values of a record.</summary>
    public static IEnumerable<SummaryValue> Of(GradientRecord record) => All(record).Where(value => !float.IsNaN(value.Scalar));

    /// <summary>Those of silent tasks are no numbers.</summary>
    private static IEnumerable<SummaryValue> All(GradientRecord record)
    {
        var (tasks, measured) = (record.Tasks, record.Gradients);
        var values = tasks.Select((task, i) => Values.Scalar($"gradients/norm/{task}", measured.Norms[i])).ToList();
        values.Add(Values.Scalar("gradients/conditionNumber", measured.ConditionNumber));
        if (tasks.Count < 2)
        {
            return values;
        }

        values.Add(Values.Scalar("gradients/conflictingPairs", measured.ConflictingPairs));
        values.Add(Values.Scalar("gradients/meanCosine", Pairs(tasks.Count).Select(p => measured.Cosines[p.I][p.J]).Where(double.IsFinite).DefaultIfEmpty().Average()));
        values.Add(Values.Picture("gradients/cosines", Pictures.Matrix(measured.Cosines)));
        return tasks.Count > MostTasksForPairs ? values : values.Concat(Pairs(tasks.Count).SelectMany(p => Pair(tasks, measured, p.I, p.J)));
    }

    private static IEnumerable<SummaryValue> Pair(IReadOnlyList<string> tasks, GradientDiagnostics measured, int i, int j) =>
    [
        Values.Scalar($"gradients/cosine/{tasks[i]}-{tasks[j]}", measured.Cosines[i][j]),
        Values.Scalar($"gradients/magnitudeSimilarity/{tasks[i]}-{tasks[j]}", measured.MagnitudeSimilarities[i][j]),
    ];

    private static IEnumerable<(int I, int J)> Pairs(int tasks) =>
        Enumerable.Range(0, tasks).SelectMany(i => Enumerable.Range(i + 1, tasks - i - 1).Select(j => (i, j)));
}
