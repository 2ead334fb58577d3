using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules;

/// <summary>The trace of dense layers: h' = f(h Wᵀ + b). With G = ∂L/∂(h Wᵀ + b) of all tasks: ∂L/∂W = Gᵀ h, ∂L/∂b = Σ G over the rows, ∂L/∂h = G W.</summary>
internal sealed class DenseTrace : SharedTrace
{
    private readonly IReadOnlyList<Step> steps;

    private DenseTrace(IReadOnlyList<Step> steps)
        : base(steps[^1].Output) => this.steps = steps;

    /// <summary>Runs the layers without autograd.</summary>
    /// <param name="input">[B, inputs].</param>
    /// <param name="layers">The layers, one at least, and what follows each: an activation that <see cref="Knows"/> names.</param>
    public static DenseTrace Of(Tensor input, IReadOnlyList<(Linear Layer, Activation Activation)> layers)
    {
        using var frozen = no_grad();
        var steps = new List<Step>();
        foreach (var (layer, activation) in layers)
        {
            var from = steps.Count == 0 ? input : steps[^1].Output;
            steps.Add(new Step(layer, activation, from, activation.Apply(layer.call(from))));
        }

        return new DenseTrace(steps);
    }

    /// <summary>Whether an activation's derivative can be told from its value.</summary>
    public static bool Knows(Activation activation) => activation is not (Activation.Gelu or Activation.Silu);

    /// <inheritdoc/>
    public override void Backward(Tensor gradients, Action<Parameter, Tensor> take)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (rows, tasks) = (gradients.size(0), gradients.size(1));
        var first = steps.TakeWhile(step => !step.Learns).Count();
        for (var i = steps.Count - 1; i >= first; i--)
        {
            var step = steps[i];
            var before = step.BeforeActivation(gradients);
            if (step.Layer.weight is { requires_grad: true } weight)
            {
                take(weight, before.view(rows, -1).t().mm(step.Input).view(tasks, -1));
            }

            if (step.Layer.bias is { requires_grad: true } bias)
            {
                take(bias, before.sum(dim: 0));
            }

            if (i > first)
            {
                gradients = before.view(rows * tasks, -1).mm(step.Layer.weight!).view(rows, tasks, -1);
            }
        }
    }

    private sealed record Step(Linear Layer, Activation Activation, Tensor Input, Tensor Output)
    {
        public bool Learns => Layer.weight is { requires_grad: true } || Layer.bias is { requires_grad: true };

        /// <summary>Gradients of the output [B, T, F] times the activation's derivative, which the output tells.</summary>
        public Tensor BeforeActivation(Tensor gradients) => (Activation switch
        {
            Activation.Relu => gradients * Output.gt(0).unsqueeze(1),
            Activation.LeakyRelu => gradients * Output.gt(0).to(Output.dtype).mul_(0.99).add_(0.01).unsqueeze(1),
            Activation.Elu => gradients * (Output.clamp_max(0) + 1).unsqueeze(1),
            Activation.Tanh => gradients * (1 - Output.square()).unsqueeze(1),
            Activation.Sigmoid => gradients * (Output * (1 - Output)).unsqueeze(1),
            Activation.Identity => gradients,
            _ => throw new InvalidOperationException($"The derivative of {Activation} cannot be told from its value."),
        }).contiguous();
    }
}
