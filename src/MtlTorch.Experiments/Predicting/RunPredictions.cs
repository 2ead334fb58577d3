using MtlTorch.Data.Inputs;
using MtlTorch.Experiments.Ensembles;
using MtlTorch.Experiments.Running;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Predicting;

/// <summary>Predicts the rows of a file with the model of a run, and writes the predictions. The run's data set need not be there.</summary>
public sealed class RunPredictions : IDisposable
{
    private readonly PredictionRequest request;
    private readonly IInputReader reader;
    private readonly IPredictor predictor;
    private readonly RowPredictor rows;
    private readonly int batchSize;

    /// <summary>Loads the model.</summary>
    /// <param name="folder">The run, or an ensemble.</param>
    /// <param name="overrides">Another device.</param>
    /// <param name="request">What to predict.</param>
    /// <exception cref="InvalidOptionException">The run predicts nothing of rows from files, has no checkpoint, or the request cannot be meant.</exception>
    /// <exception cref="MalformedFileException">A file of the run is damaged.</exception>
    public RunPredictions(RunFolder folder, IReadOnlyList<string> overrides, PredictionRequest request)
    {
        var plan = ExperimentPlan.Remember(folder, overrides).Settled();
        reader = plan.Config.Data.ReaderOf(plan.Data.Description)
            ?? throw new InvalidOptionException("RUN", $"the data set of {folder.Path} has no rows that could come from a file.");
        request.Check();
        this.request = request;
        batchSize = request.BatchSize ?? plan.Config.Trainer.EvaluationBatchSize;
        predictor = Predictors.PredictorOf(plan, folder);
        rows = new RowPredictor(predictor, torch.device(plan.Config.Device));
        if (rows.Tasks.Count == 0)
        {
            Dispose();
            throw new InvalidOptionException("RUN", $"no task of {folder.Path} predicts anything of a row.");
        }
    }

    /// <summary>Predicts all rows and writes them to where they were asked for: all of them, or nothing.</summary>
    /// <param name="standard">The standard output.</param>
    /// <param name="bad">Is told of each row that cannot be read.</param>
    /// <param name="stop">Asks to stop between two portions; nothing is written then.</param>
    /// <returns>How many rows were written; null if bad ones kept all from being written.</returns>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public long? Write(TextWriter standard, Action<BadRow> bad, CancellationToken stop)
    {
        try
        {
            return Put(standard, output => Predict(output, bad, stop));
        }
        catch (BadRowsException)
        {
            return null;
        }
    }

    /// <summary>Disposes of the model.</summary>
    public void Dispose() => predictor.Dispose();

    private long Predict(TextWriter output, Action<BadRow> bad, CancellationToken stop)
    {
        var count = 0L;
        using IPredictionWriter writer = request.Json
            ? new JsonLinesPredictions(output, rows.Tasks, request.Probabilities)
            : new CsvPredictions(output, rows.Tasks, request.Probabilities);
        var written = rows.Predict(
            reader.Read(request.Input, batchSize, row =>
            {
                count++;
                bad(row);
            }),
            writer.Write,
            stop);
        return count == 0 || request.SkipBad ? written : throw new BadRowsException();
    }

    /// <summary>What may come to nothing is held back until it is complete.</summary>
    private long Put(TextWriter standard, Func<TextWriter, long> write)
    {
        var count = 0L;
        if (request.Output is { } path)
        {
            WholeFile.Write(path, output => count = write(output));
        }
        else if (request.SkipBad)
        {
            count = write(standard);
        }
        else
        {
            using var held = new StringWriter();
            count = write(held);
            standard.Write(held.ToString());
        }

        return count;
    }

    /// <summary>Takes back what was written so far.</summary>
    private sealed class BadRowsException : Exception;
}
