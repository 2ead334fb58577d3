using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Training;
using Serilog;

namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>
/// Writes a run down for TensorBoard; the horizontal axis is the number of steps taken. What goes wrong with the file costs
/// a warning in the log and the rest of the file, never the run.
/// </summary>
/// <param name="config">The experiment.</param>
/// <param name="folder">The run's folder.</param>
/// <param name="log">Gets the warning.</param>
/// <param name="clock">Gives the times of the events.</param>
internal sealed class TensorBoardLog(ExperimentConfig config, string folder, ILogger log, TimeProvider clock) : ITrainingObserver, IDisposable
{
    private EventFile? file;
    private IModelArrays? model;
    private long step;
    private long stepsPerEpoch;
    private long stepsBeforeEpoch;
    private long epochBegan;
    private long weightsStep = -1;

    /// <summary>Opens the new file; tests put a full disk here.</summary>
    internal Func<Stream> Open { get; init; } = () => EventFile.OpenNew(folder, clock);

    /// <summary>Opens the file and writes what is known before the training.</summary>
    /// <param name="arrays">The model's numbers; must stay readable until the training ends.</param>
    /// <param name="stepsDone">Steps taken so far, more than 0 for a run that goes on.</param>
    public void Begin(IModelArrays arrays, long stepsDone)
    {
        if (!config.TensorBoard.Enabled)
        {
            return;
        }

        step = stepsDone;
        model = arrays;
        Attempt(() =>
        {
            file = new EventFile(Open(), clock);
            file.Start(stepsDone);
            file.Add(step, [HyperParameters.Start(config, file.Now)]);
            file.Add(step, arrays.Inputs() is { } inputs ? [Values.Picture("validation/inputs", Pictures.Tiles(inputs))] : []);
            file.Flush();
        });
    }

    /// <inheritdoc/>
    public void EpochStarted(int epoch, long batches, long batchesDone)
    {
        stepsPerEpoch = batches;
        epochBegan = (epoch - 1) * batches;
        step = stepsBeforeEpoch = epochBegan + batchesDone;
    }

    /// <inheritdoc/>
    public void StepDone(long batch, Func<IReadOnlyList<double>> losses) => step = epochBegan + batch;

    /// <inheritdoc/>
    public void GradientsMeasured(GradientRecord record) => Attempt(() =>
    {
        file?.Add(record.Step, GradientValues.Of(record));
        AddWeights(record.Step, record.Weights);
    });

    /// <inheritdoc/>
    public void EpochDone(EpochRecord record)
    {
        step = epochBegan + stepsPerEpoch;
        Attempt(() =>
        {
            file?.Add(step, EpochValues.Of(record, step - stepsBeforeEpoch));
            AddWeights(step, record.Weights);
            if (config.TensorBoard.HistogramsEvery is { } every && record.Epoch % every == 0)
            {
                AddModel();
            }

            file?.Flush();
        });
    }

    /// <summary>Writes how the run ended, and its figures. A run that was interrupted stays open in TensorBoard: it may go on.</summary>
    public void RunEnded(RunResult result) => Attempt(() =>
    {
        file?.Add(step, EpochValues.Final(result));
        file?.Add(step, HyperParameters.End(result.Status, file.Now));
        file?.Flush();
    });

    /// <summary>Closes the file.</summary>
    public void Dispose() => Close();

    /// <summary>The weights of a step, once: an epoch ends with a step that may have been measured.</summary>
    private void AddWeights(long at, IReadOnlyDictionary<string, double>? weights)
    {
        if (at != weightsStep)
        {
            weightsStep = at;
            file?.Add(at, Values.Scalars("weights", weights));
        }
    }

    private void AddModel()
    {
        if (file is null || model is null)
        {
            return;
        }

        // An event each: all of them in one could grow beyond what a message may hold.
        foreach (var (name, values) in model.Parameters())
        {
            file.Add(step, Values.Histogram($"parameters/{name}", values));
        }

        foreach (var (name, values) in model.Gradients())
        {
            file.Add(step, Values.Histogram($"gradients/values/{name}", values));
        }

        file.Add(step, model.Filters() is { } filters ? [Values.Picture("parameters/filters", Pictures.Tiles(filters))] : []);
    }

    private void Attempt(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warning("TensorBoard's file in {Folder:l} cannot be written, and will be left as it is: {Problem:l}", folder, e.Message);
            Close();
        }
    }

    private void Close()
    {
        var open = file;
        file = null;
        try
        {
            open?.Dispose();
        }
        catch (IOException)
        {
            // What waits in the buffer has no place either; that was said already, or it is the end of the run.
        }
    }
}
