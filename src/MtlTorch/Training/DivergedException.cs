using System.Globalization;

namespace MtlTorch.Training;

/// <summary>A loss became infinite or not a number: training cannot go on.</summary>
/// <param name="task">The task.</param>
/// <param name="epoch">The epoch, from 1.</param>
/// <param name="step">The step within the epoch, from 1.</param>
/// <param name="loss">The loss.</param>
public sealed class DivergedException(string task, int epoch, long step, double loss) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"The loss of task '{task}' became {loss} in epoch {epoch}, step {step}. A smaller learning rate, a warm-up or trainer.clipNorm may help; inputs that are not finite have the same effect."))
{
    /// <summary>The task.</summary>
    public string Task { get; } = task;

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; } = epoch;

    /// <summary>The step within the epoch, from 1.</summary>
    public long Step { get; } = step;

    /// <summary>The loss.</summary>
    public double Loss { get; } = loss;
}
