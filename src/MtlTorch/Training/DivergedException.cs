using System.Globalization;

namespace MtlTorch.Training;

/// <summary>A loss or a parameter became infinite or not a number: training cannot go on.</summary>
public sealed class DivergedException : Exception
{
    private const string Advice = "A smaller learning rate, a warm-up or trainer.clipNorm may help; inputs that are not finite have the same effect.";

    private DivergedException(FormattableString what)
        : base($"{what.ToString(CultureInfo.InvariantCulture)} {Advice}")
    {
    }

    /// <summary>The task whose loss it is, or the group of parameters: "shared" or a task's name; or "gradient".</summary>
    public required string Group { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The step within the epoch, from 1; null where the parameters were found at the end of an epoch.</summary>
    public long? Step { get; init; }

    /// <summary>The loss; null where the parameters were found at the end of an epoch.</summary>
    public double? Loss { get; init; }

    /// <summary>A loss is not finite.</summary>
    internal static DivergedException OfLoss(string task, int epoch, long step, double loss) =>
        new($"The loss of task '{task}' became {loss} in epoch {epoch}, step {step}.") { Group = task, Epoch = epoch, Step = step, Loss = loss };

    /// <summary>All losses are finite, their gradient is not, and scaling them less does not help.</summary>
    internal static DivergedException OfGradient(int epoch, long step, double scale) =>
        new($"The gradient is not finite in epoch {epoch}, step {step}, with losses that are scaled by {scale}: it does not fit into 16 bits.") { Group = "gradient", Epoch = epoch, Step = step };

    /// <summary>All losses of an epoch were finite, but its last step left parameters that are not.</summary>
    internal static DivergedException OfParameters(string group, int epoch) =>
        new($"Parameters of '{group}' are no longer finite at the end of epoch {epoch}.") { Group = group, Epoch = epoch };
}
