using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules;

/// <summary>Initial weights from the run's own random numbers.</summary>
public static class Initialization
{
    /// <summary>
    /// Draws the weights of all linear and convolutional layers anew, with the distribution that PyTorch gives them by
    /// default: weights and biases uniform between -1/sqrt(fan-in) and 1/sqrt(fan-in). Modules that
    /// draw their own do so (<see cref="IDrawsWeights"/>); other layers keep their constant initial values.
    /// </summary>
    /// <param name="module">A model on the CPU, so that every device starts from the same weights.</param>
    /// <param name="generator">Where the numbers come from.</param>
    public static void Reset(nn.Module module, Generator generator)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (var layer in SelfAndDescendants(module))
        {
            switch (layer)
            {
                case IDrawsWeights own:
                    own.Draw(generator);
                    break;
                case Linear linear:
                    Draw(linear.weight, linear.bias, generator);
                    break;
                case Convolution convolution:
                    Draw(convolution.weight, convolution.bias, generator);
                    break;
            }
        }
    }

    private static IEnumerable<nn.Module> SelfAndDescendants(nn.Module module) =>
        module.children().SelectMany(SelfAndDescendants).Prepend(module);

    /// <summary>Draws weights [outputs, ...] and bias as PyTorch does by default.</summary>
    internal static void Draw(Tensor? weight, Tensor? bias, Generator generator)
    {
        var shape = weight!.shape;
        var fanIn = shape.Skip(1).Aggregate(1L, (a, b) => a * b);
        var bound = 1 / Math.Sqrt(fanIn);
        weight.uniform_(-bound, bound, generator);
        bias?.uniform_(-bound, bound, generator);
    }
}
