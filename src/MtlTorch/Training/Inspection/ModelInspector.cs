using MtlTorch.Data;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Inspection;

/// <summary>Looks at a trained model closely, in one pass over a split.</summary>
/// <param name="batchSize">Rows per forward pass. It changes memory and speed, not what is found.</param>
public sealed class ModelInspector(int batchSize)
{
    private const int MostFilters = 64;

    /// <summary>Inspects a model, in evaluation mode; it is left in the mode that it was in.</summary>
    /// <param name="model">The model.</param>
    /// <param name="split">The rows, at least one, on the model's device.</param>
    public ModelDetails Inspect(MultiTaskModel model, Split split)
    {
        var training = model.training;
        var inspections = model.Tasks.Select(TaskInspection.For).ToList();
        using var scope = torch.NewDisposeScope();
        model.eval();
        try
        {
            Pass(model, split, inspections);
            var all = split.Slice(0, split.Rows);
            var tasks = model.Tasks.Zip(inspections).Where(pair => pair.Second is not null && LabeledRows.Count(pair.First, all) > 0);
            var details = tasks.ToDictionary(pair => pair.First.Name, pair => pair.Second!.Compute(split));
            return new ModelDetails(split.Rows, details, FirstLayer(model, [.. split.Inputs.shape.Skip(1)]));
        }
        finally
        {
            model.train(training);
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
                var (labeled, target) = LabeledRows.Of(model.Tasks[i], passes[i], batch);
                inspections[i]?.Add(labeled.Prediction, target);
            }
        }
    }

    /// <summary>
    /// The weights that see the pixels: the first convolution of as many channels as the input has, else the first dense
    /// layer of as many inputs as the image has pixels.
    /// </summary>
    private static FilterPictures? FirstLayer(MultiTaskModel model, long[] shape)
    {
        if (shape.Length != 3 || shape[0] is not (1 or 3))
        {
            return null;
        }

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        foreach (var (name, weight) in model.named_parameters())
        {
            var isConvolution = weight.dim() == 4 && weight.size(1) == shape[0];
            // The encoder of a sparse code has its weights the other way round.
            var rows = weight.dim() == 2 && name.EndsWith("encoder.weight", StringComparison.Ordinal) ? weight.t() : weight;
            var isDense = rows.dim() == 2 && rows.size(1) == shape[0] * shape[1] * shape[2];
            var filters = isConvolution ? weight : isDense ? rows.reshape(-1, shape[0], shape[1], shape[2]) : null;
            if (filters is not null && Picture.CanShow([.. filters.shape.Skip(1)]))
            {
                return Show(name, filters);
            }
        }

        return null;
    }

    private static FilterPictures Show(string name, torch.Tensor filters)
    {
        var scale = filters.abs().max().to(torch.float64).item<double>();
        var shown = Enumerable.Range(0, (int)Math.Min(MostFilters, filters.size(0)));
        return new FilterPictures(name, filters.size(0), scale, [.. shown.Select(i => Picture.Of(filters[i], -scale, scale))]);
    }
}
