using static TorchSharp.torch.nn;

namespace MtlTorch.Modules;

/// <summary>Element-wise nonlinearities.</summary>
public enum Activation
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x for x above 0, 0.01 x below.</summary>
    LeakyRelu,

    /// <summary>x for x above 0, exp(x) - 1 below.</summary>
    Elu,

    /// <summary>x times the normal distribution function.</summary>
    Gelu,

    /// <summary>x times the logistic function.</summary>
    Silu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>The logistic function 1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>x itself.</summary>
    Identity,
}

/// <summary>Applies an <see cref="Activation"/>.</summary>
internal static class ActivationExtensions
{
    /// <summary>
    /// A tensor of the same shape. ReLU overwrites <paramref name="x"/>: the layers in front of an activation here (linear,
    /// convolution, normalization, pooling) do not need their output for the backward pass.
    /// </summary>
    public static torch.Tensor Apply(this Activation activation, torch.Tensor x) => activation switch
    {
        Activation.Relu => x.relu_(),
        Activation.LeakyRelu => functional.leaky_relu(x, 0.01),
        Activation.Elu => functional.elu(x, 1.0),
        Activation.Gelu => functional.gelu(x),
        Activation.Silu => functional.silu(x),
        Activation.Tanh => x.tanh(),
        Activation.Sigmoid => x.sigmoid(),
        _ => x,
    };
}
