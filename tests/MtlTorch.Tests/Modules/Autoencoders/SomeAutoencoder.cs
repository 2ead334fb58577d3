using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using TorchSharp.Modules;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>Small autoencoders to test with, of every kind, in double precision and with weights that every language computes alike.</summary>
internal static class SomeAutoencoder
{
    public const int Rows = 7;
    public const int Inputs = 5;
    public const int Units = 8;

    /// <summary>Every kind of sparsity, with options at which a small example shows something.</summary>
    public static readonly IReadOnlyDictionary<string, SparsityOptions> Kinds = new Dictionary<string, SparsityOptions>
    {
        ["kl"] = new KlOptions { Target = 0.1 },
        ["kl, moving"] = new KlOptions { Target = 0.1, Over = ActivityEstimate.Moving },
        ["l1"] = new L1Options { Weight = 0.3 },
        ["p-anneal"] = new PAnnealOptions { Weight = 0.3, End = 20, Stages = 4 },
        ["top-k"] = new TopKOptions { K = 3 },
        ["batch-top-k"] = new BatchTopKOptions { K = 3 },
        ["matryoshka"] = new MatryoshkaOptions { K = 3, Parts = [0.25, 0.5, 1] },
        ["jump-relu"] = new JumpReluOptions { Weight = 0.3, Bandwidth = 0.2 },
        ["gated"] = new GatedOptions { Weight = 0.3 },
    };

    public static IEnumerable<string> KindNames => Kinds.Keys;

    public static SparseAutoencoder Of(SparsityOptions sparsity, Func<SparseAutoencoderOptions, SparseAutoencoderOptions>? change = null)
    {
        var options = new SparseAutoencoderOptions { Codec = new DenseCodecOptions { Units = Units }, Sparsity = sparsity };
        return Filled((change?.Invoke(options) ?? options).Build([Inputs], Some.Context()));
    }

    /// <summary>Gives the parameters the pattern, with the salts of scripts/golden/autoencoders.py.</summary>
    public static SparseAutoencoder Filled(SparseAutoencoder autoencoder)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        autoencoder.to(torch.float64);
        foreach (var (i, (name, parameter)) in Parameters(autoencoder).Index())
        {
            parameter.copy_(TestPattern.Tensor(parameter.shape, i + 1).to(torch.float64) - (name == "log_threshold" ? 1.5 : 0));
        }

        return autoencoder;
    }

    /// <summary>The parameters in the order of the recording script.</summary>
    public static IEnumerable<(string Name, Parameter Value)> Parameters(SparseAutoencoder autoencoder)
    {
        var (encoder, sparsity) = (autoencoder.Encoder, autoencoder.Sparsity);
        yield return ("W_enc", encoder.Weight);
        foreach (var (i, (name, parameter)) in autoencoder.Decoder.named_parameters().Index())
        {
            yield return (name switch { "weight" => "W_dec", "bias" => "b_dec", _ => $"decoder {i}" }, parameter);
        }

        if (encoder.Bias is { } bias)
        {
            yield return ("b_enc", bias);
        }

        switch (sparsity)
        {
            case JumpRelu jump:
                yield return ("log_threshold", jump.LogThreshold);
                break;
            case Gated gated:
                yield return ("b_gate", gated.GateBias);
                yield return ("b_mag", gated.MagnitudeBias);
                yield return ("r_mag", gated.LogMagnitude);
                break;
        }
    }

    /// <summary>Inputs [rows, 5] in double precision.</summary>
    public static torch.Tensor Input(int salt = 0, double shift = 0, int rows = Rows)
    {
        using var scope = torch.NewDisposeScope();
        return (TestPattern.Tensor([rows, Inputs], salt).to(torch.float64) + shift).MoveToOuterDisposeScope();
    }

    /// <summary>The total loss of a batch, by the memory of the steps before.</summary>
    public static torch.Tensor Total(SparseAutoencoder autoencoder, torch.Tensor input) => autoencoder.LossOf(autoencoder.Encode(input), input).Total;

    /// <summary>Holds all gradients of the total loss against central differences.</summary>
    public static void AssertGradientsAreDifferences(SparseAutoencoder autoencoder, torch.Tensor input, double tolerance = 1e-6)
    {
        using var scope = torch.NewDisposeScope();
        autoencoder.zero_grad();
        Total(autoencoder, input).backward();
        foreach (var (name, parameter) in Parameters(autoencoder))
        {
            TensorAssert.Close(parameter.grad!, Differences(parameter, () => Total(autoencoder, input)), tolerance, name);
        }
    }

    /// <summary>Central differences of a scalar by each element of a parameter.</summary>
    public static torch.Tensor Differences(torch.Tensor parameter, Func<torch.Tensor> of)
    {
        const double Step = 1e-6;
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var values = parameter.detach().flatten();
        var slopes = Enumerable.Range(0, (int)values.numel()).Select(i => (At(values, i, Step, of) - At(values, i, -Step, of)) / (2 * Step)).ToArray();
        return torch.tensor(slopes, parameter.shape).MoveToOuterDisposeScope();
    }

    private static double At(torch.Tensor values, int i, double step, Func<torch.Tensor> of)
    {
        using var scope = torch.NewDisposeScope();
        var element = values[i];
        var before = element.clone();
        element.add_(step);
        var result = of().item<double>();
        element.copy_(before);
        return result;
    }
}
