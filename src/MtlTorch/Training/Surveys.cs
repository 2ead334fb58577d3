using MtlTorch.Data;
using MtlTorch.Tasks;

namespace MtlTorch.Training;

/// <summary>Shows all training rows to the tasks that ask for it before an epoch.</summary>
internal static class Surveys
{
    /// <summary>Sends the training rows through the model, in evaluation mode, once for each task that is due.</summary>
    /// <param name="model">The model; it is left in the mode that it was in.</param>
    /// <param name="train">The training rows.</param>
    /// <param name="batchSize">Rows per forward pass.</param>
    /// <param name="epoch">The epoch that is about to begin, from 1.</param>
    /// <param name="stop">Asks to stop between two batches.</param>
    public static void Take(MultiTaskModel model, Split train, int batchSize, int epoch, CancellationToken stop)
    {
        foreach (var (i, task) in model.Tasks.Index())
        {
            if (task is ISurveyor surveyor && surveyor.IsDue(epoch))
            {
                Take(model, surveyor, i, train, batchSize, stop);
            }
        }
    }

    private static void Take(MultiTaskModel model, ISurveyor surveyor, int task, Split train, int batchSize, CancellationToken stop)
    {
        var training = model.training;
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        model.eval();
        try
        {
            surveyor.Survey(Passes(model, task, train, batchSize, stop));
        }
        finally
        {
            model.train(training);
        }
    }

    private static IEnumerable<TaskPass> Passes(MultiTaskModel model, int task, Split train, int batchSize, CancellationToken stop)
    {
        for (long start = 0; start < train.Rows; start += batchSize)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            yield return model.Pass(train.Slice(start, Math.Min(batchSize, train.Rows - start)).Inputs)[task];
        }
    }
}
