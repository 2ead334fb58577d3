using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Inspection;

/// <summary>Looks at a trained model closely, in one pass over a split.</summary>
/// <param name="batchSize">Rows per forward pass. It changes memory and speed, not what is found.</param>
public sealed class ModelInspector(int batchSize)
{
    /// <summary>Inspects a model, in evaluation mode; it is left in the mode that it was in.</summary>
    /// <param name="model">The model.</param>
    /// <param name="split">The rows, at least one, on the model's device.</param>
    public ModelDetails Inspect(MultiTaskModel model, Split split)
    {
        var inspections = model.Tasks.Zip(model.Heads, (task, head) => TaskInspection.For(task, head, split.Rows)).ToList();
        using var scope = torch.NewDisposeScope();
        using var mode = new EvaluationMode(model);
        try
        {
            Pass(model, split, inspections);
            var all = split.Slice(0, split.Rows);
            var tasks = model.Tasks.Zip(inspections).Where(pair => pair.Second is not null && LabeledRows.Count(pair.First, all) > 0);
            var details = tasks.ToDictionary(pair => pair.First.Name, pair => pair.Second!.Compute(split));
            return new ModelDetails(split.Rows, details, FilterInspection.FirstLayer(model, [.. split.Inputs.shape.Skip(1)]), FilterInspection.Units(model));
        }
        finally
        {
            inspections.ForEach(i => i?.Dispose());
        }
    }

    private void Pass(MultiTaskModel model, Split split, IReadOnlyList<TaskInspection?> inspections)
    {
        using var frozen = torch.no_grad();
        for (long start = 0; start < split.Rows; start += batchSize)
        {
            using var scope = torch.NewDisposeScope();
            var batch = split.Slice(start, Math.Min(batchSize, split.Rows - start));
            var passes = model.Pass(batch.Inputs);
            for (var i = 0; i < inspections.Count; i++)
            {
                inspections[i]?.Look(model.Tasks[i], passes[i], batch);
            }
        }
    }
}
