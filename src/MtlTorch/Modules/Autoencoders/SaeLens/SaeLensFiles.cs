using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Modules.Autoencoders.SaeLens;

/// <summary>
/// Trained dense autoencoders as the two files that SAELens (https://github.com/decoderesearch/SAELens) saves and loads. Batch-top-k and
/// matryoshka codes become JumpReLU with their threshold, as SAELens saves its own. What SAELens cannot compute (sigmoid units or outputs,
/// top-k without ReLU) has the same tensors under the architecture "mtltorch", which it refuses.
/// </summary>
public static class SaeLensFiles
{
    /// <summary>Name of the file with the weights.</summary>
    public const string Weights = "sae_weights.safetensors";

    /// <summary>Name of the file with the configuration.</summary>
    public const string Config = "cfg.json";

    /// <summary>Whether the format can hold an autoencoder: a dense one with one decoder.</summary>
    public static bool HasPlaceFor(SparseAutoencoder autoencoder) => autoencoder is { Layout: DenseLayout, Decoder: PlainDecoder };

    /// <summary>Writes both files; the configuration last, so that where it is, the weights are complete.</summary>
    /// <param name="folder">An existing folder. Files of these names are replaced.</param>
    /// <param name="autoencoder">A dense autoencoder with one decoder.</param>
    /// <exception cref="ArgumentException">It is a convolution or a mixture, for which the format has no place. Nothing is written then.</exception>
    public static void Write(string folder, SparseAutoencoder autoencoder)
    {
        using var scope = torch.NewDisposeScope();
        var tensors = SaeLensTensors.Of(autoencoder);
        SafetensorsFile.Write(Path.Combine(folder, Weights), tensors);
        var path = Path.Combine(folder, Config);
        File.WriteAllBytes(path + ".part", ConfigOf(autoencoder).Format());
        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>Reads both files into an autoencoder on the CPU, in evaluation mode. It can be trained on, with the options that the files do not hold at their defaults.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <param name="context">The run.</param>
    /// <exception cref="MalformedFileException">A file is damaged, the two do not fit, or they say something that cannot be computed here.</exception>
    public static SparseAutoencoder Read(string folder, ModuleContext context)
    {
        var path = Path.Combine(folder, Config);
        var config = SaeLensConfig.Parse(path, File.ReadAllBytes(path));
        var options = config.Options(path);
        var weights = Path.Combine(folder, Weights);
        using var content = SafetensorsFile.Read(weights);
        SparseAutoencoder autoencoder;
        try
        {
            autoencoder = options.Build([config.Inputs], context);
        }
        catch (InvalidOptionException impossible)
        {
            throw new MalformedFileException(path, 0, impossible.Message, impossible);
        }

        SaeLensTensors.Take(autoencoder, content.Tensors, weights);
        autoencoder.eval();
        return autoencoder;
    }

    private static SaeLensConfig ConfigOf(SparseAutoencoder autoencoder)
    {
        var (activation, k) = Activation(autoencoder.Sparsity);
        var output = autoencoder.Decoder.Term.Output;
        var known = output == ReconstructionOutput.Linear && activation is not ("sigmoid" or "linear-topk");
        var architecture = known ? activation == "relu" ? "standard" : activation : SaeLensConfig.Own;
        return new SaeLensConfig(architecture, autoencoder.Layout.Inputs, autoencoder.Layout.Units, autoencoder.Encoder.Centers, k)
        {
            Activation = known ? null : activation,
            Output = output,
        };
    }

    private static (string Activation, int? K) Activation(CodeSparsity sparsity) => sparsity switch
    {
        Kl => ("sigmoid", null),
        TopK topK => (topK.Options.Rectify ? "topk" : "linear-topk", topK.Options.K),
        BatchTopK or JumpRelu => ("jumprelu", null),
        Gated => ("gated", null),
        _ => ("relu", null),
    };
}
