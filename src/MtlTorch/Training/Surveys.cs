using MtlTorch.Modules;
using MtlTorch.Tasks;

namespace MtlTorch.Training;

/// <summary>Shows all training rows to the tasks that ask for it before an epoch, and keeps the targets that they make.</summary>
internal static class Surveys
{
    /// <summary>Sends the training rows through the model, in evaluation mode, for one task, if it asks for it.</summary>
    /// <param name="setup">The training; its model is left in the mode that it was in.</param>
    /// <param name="task">Number of the task, from 0.</param>
    /// <param name="epoch">The epoch that is about to begin, from 1.</param>
    /// <param name="made">Gets the targets that the task makes.</param>
    /// <param name="stop">Asks to stop between two batches.</param>
    public static void Take(TrainingSetup setup, int task, int epoch, MadeTargets made, CancellationToken stop)
    {
        var name = setup.Model.Tasks[task].Name;
        var before = made.Tensors.GetValueOrDefault(name);
        if (setup.Model.Tasks[task] is not ISurveyor surveyor || !surveyor.IsDue(epoch, before))
        {
            return;
        }

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        using var mode = new EvaluationMode(setup.Model);
        if (surveyor.Survey(new SurveyedRows(epoch, Passes(setup, task, stop), before, setup.Randomness)) is { } targets)
        {
            made.Set(name, targets);
        }
    }

    private static IEnumerable<TaskPass> Passes(TrainingSetup setup, int task, CancellationToken stop)
    {
        var (train, batchSize) = (setup.Train, (long)setup.Options.EvaluationBatchSize);
        for (long start = 0; start < train.Rows; start += batchSize)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            yield return setup.Model.Pass(train.Slice(start, Math.Min(batchSize, train.Rows - start)).Inputs)[task];
        }
    }
}
