using MtlTorch.Modules.Autoencoders.Sparsity;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders.SaeLens;

/// <summary>The parameters of a dense autoencoder under SAELens's names and in its shapes, and back.</summary>
internal static class SaeLensTensors
{
    /// <summary>Copies on the CPU in single precision, in the order of their names; the caller disposes of them.</summary>
    /// <exception cref="ArgumentException">The format has no place for a convolution or a mixture.</exception>
    public static List<KeyValuePair<string, Tensor>> Of(SparseAutoencoder autoencoder)
    {
        if (autoencoder.Layout is not DenseLayout || autoencoder.Decoder is not PlainDecoder decoder)
        {
            throw new ArgumentException("SAELens's format has matrices for one dense encoder and one decoder; save a convolution or a mixture by its state dict.", nameof(autoencoder));
        }

        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var tensors = new SortedDictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["W_enc"] = autoencoder.Encoder.Weight,
            ["W_dec"] = decoder.Directions(),
            ["b_dec"] = decoder.Bias,
        };
        if (autoencoder.Encoder.Bias is { } bias)
        {
            tensors["b_enc"] = bias;
        }

        foreach (var (name, tensor) in OfSparsity(autoencoder.Sparsity))
        {
            tensors[name] = tensor;
        }

        return [.. tensors.Select(p => KeyValuePair.Create(p.Key, p.Value.detach().to(ScalarType.Float32).cpu().contiguous().clone().MoveToOuterDisposeScope()))];
    }

    /// <summary>Copies tensors of a file into an autoencoder that was made for its configuration.</summary>
    public static void Take(SparseAutoencoder autoencoder, IReadOnlyDictionary<string, Tensor> tensors, string path)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (var (name, own) in Of(autoencoder))
        {
            var found = tensors.TryGetValue(name, out var tensor) ? tensor : throw new MalformedFileException(path, 0, $"tensor '{name}' is missing.");
            if (!found.shape.SequenceEqual(own.shape))
            {
                throw new MalformedFileException(path, 0, $"tensor '{name}' has the shape {Tensors.ShapeText.Format(found.shape)}; cfg.json wants {Tensors.ShapeText.Format(own.shape)}.");
            }

            Take(autoencoder, name, found.to(ScalarType.Float32));
        }
    }

    private static IEnumerable<(string Name, Tensor Tensor)> OfSparsity(CodeSparsity sparsity) => sparsity switch
    {
        JumpRelu jump => [("threshold", jump.LogThreshold.exp())],
        BatchTopK batch => [("threshold", full([batch.Units], batch.Threshold, ScalarType.Float32))],
        Gated gated => [("b_gate", gated.GateBias), ("b_mag", gated.MagnitudeBias), ("r_mag", gated.LogMagnitude)],
        _ => [],
    };

    private static void Take(SparseAutoencoder autoencoder, string name, Tensor value)
    {
        var (encoder, decoder, sparsity) = (autoencoder.Encoder, (PlainDecoder)autoencoder.Decoder, autoencoder.Sparsity);
        switch (name)
        {
            case "W_enc":
                encoder.Weight.copy_(value);
                break;
            case "b_enc":
                encoder.Bias!.copy_(value);
                break;
            case "W_dec":
                decoder.Directions().copy_(value);
                break;
            case "b_dec":
                decoder.Bias.copy_(value);
                break;
            case "threshold":
                // A threshold of 0 has no logarithm; the smallest positive number lets the same pre-activations through.
                ((JumpRelu)sparsity).LogThreshold.copy_(value.clamp_min(float.Epsilon).log());
                break;
            case "b_gate":
                ((Gated)sparsity).GateBias.copy_(value);
                break;
            case "b_mag":
                ((Gated)sparsity).MagnitudeBias.copy_(value);
                break;
            default:
                ((Gated)sparsity).LogMagnitude.copy_(value);
                break;
        }
    }
}
