using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules;

/// <summary>Linear layers, each followed by an activation and dropout; the last one may stay linear.</summary>
public sealed class DenseLayers : nn.Module<Tensor, Tensor>
{
    private readonly Activation activation;
    private readonly bool linearEnd;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> layers;
    private readonly Dropout dropout;

    /// <param name="inputs">Features of the input.</param>
    /// <param name="sizes">Features after each layer; none makes the module the identity.</param>
    /// <param name="activation">After each layer.</param>
    /// <param name="dropoutProbability">After each activation.</param>
    /// <param name="linearEnd">Leave the last layer without activation and dropout.</param>
    /// <param name="context">The run.</param>
    public DenseLayers(
        long inputs, IReadOnlyList<int> sizes, Activation activation, double dropoutProbability, bool linearEnd, ModuleContext context)
        : base(nameof(DenseLayers))
    {
        this.activation = activation;
        this.linearEnd = linearEnd;
        layers = nn.ModuleList(sizes.Select((size, i) => Layers.Linear(context, i == 0 ? inputs : sizes[i - 1], size)).ToArray());
        dropout = new Dropout(dropoutProbability, channels: false, context);
        RegisterComponents();
    }

    /// <summary>[B, inputs] to [B, last size], in 32 bits.</summary>
    public override Tensor forward(Tensor input)
    {
        if (layers.Count == 0)
        {
            return input.Full();
        }

        // What a layer leaves behind is autograd's alone, which frees it on the way back.
        using var scope = NewDisposeScope();
        var x = input;
        for (var i = 0; i < layers.Count; i++)
        {
            x = layers[i].call(x);
            if (!linearEnd || i < layers.Count - 1)
            {
                x = dropout.call(activation.Apply(x));
            }
        }

        return x.Full().MoveToOuterDisposeScope();
    }
}
