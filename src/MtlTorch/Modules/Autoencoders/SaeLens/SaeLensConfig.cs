using System.Text.Json;
using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Modules.Autoencoders.SaeLens;

/// <summary>What a cfg.json says, in SAELens's words.</summary>
/// <param name="Architecture">"standard", "topk", "jumprelu", "gated", or <see cref="Own"/>.</param>
/// <param name="Inputs">d_in.</param>
/// <param name="Units">d_sae.</param>
/// <param name="Centers">apply_b_dec_to_input.</param>
/// <param name="K">k of a topk architecture.</param>
internal sealed record SaeLensConfig(string Architecture, long Inputs, long Units, bool Centers, int? K = null)
{
    /// <summary>What SAELens has no architecture for: it refuses this one instead of computing something else.</summary>
    public const string Own = "mtltorch";

    /// <summary>From this version on SAELens reads the keys as they stand.</summary>
    private const string LayoutVersion = "6.0.0";

    /// <summary>Activation of an <see cref="Own"/> architecture: "sigmoid", "relu", "linear-topk", ...</summary>
    public string? Activation { get; init; }

    /// <summary>Output function of an <see cref="Own"/> architecture.</summary>
    public ReconstructionOutput Output { get; init; }

    public byte[] Format()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("d_in", Inputs);
            json.WriteNumber("d_sae", Units);
            json.WriteString("dtype", "float32");
            json.WriteString("device", "cpu");
            json.WriteBoolean("apply_b_dec_to_input", Centers);
            json.WriteString("normalize_activations", "none");
            json.WriteString("reshape_activations", "none");
            json.WriteStartObject("metadata");
            json.WriteString("sae_lens_version", LayoutVersion);
            json.WriteEndObject();
            WriteKind(json);
            json.WriteString("architecture", Architecture);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <exception cref="MalformedFileException">It is not what SAELens writes, or something that cannot be computed here.</exception>
    public static SaeLensConfig Parse(string path, byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            Require(path, root, "normalize_activations", "none");
            Require(path, root, "reshape_activations", "none");
            var (inputs, units) = (Size(path, root, "d_in"), Size(path, root, "d_sae"));
            var centers = !root.TryGetProperty("apply_b_dec_to_input", out var apply) || apply.GetBoolean();
            return new SaeLensConfig(
                root.GetProperty("architecture").GetString()!, inputs, units, centers, root.TryGetProperty("k", out var k) ? k.GetInt32() : null)
            {
                Activation = root.TryGetProperty("activation", out var activation) ? activation.GetString() : null,
                Output = root.TryGetProperty("output", out var output) && output.GetString() == "sigmoid" ? ReconstructionOutput.Sigmoid : ReconstructionOutput.Linear,
            };
        }
        catch (JsonException broken)
        {
            throw new MalformedFileException(path, broken.BytePositionInLine ?? 0, "it is not JSON.", broken);
        }
        catch (Exception missing) when (missing is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MalformedFileException(path, 0, "architecture (text), d_in and d_sae (whole numbers) are needed; one of them, or k or apply_b_dec_to_input, is missing or of another kind.", missing);
        }
    }

    /// <summary>The options of an autoencoder that computes the same.</summary>
    public SparseAutoencoderOptions Options(string path) => new()
    {
        Codec = new DenseCodecOptions { Units = (int)Units },
        Center = Centers,
        Output = Output,
        Sparsity = (Architecture, Activation) switch
        {
            ("standard", _) or (Own, "relu") => new L1Options(),
            ("topk", _) => new TopKOptions { K = K ?? throw new MalformedFileException(path, 0, "a topk architecture needs k.") },
            (Own, "topk") => new TopKOptions { K = K ?? throw new MalformedFileException(path, 0, "topk units need k.") },
            (Own, "linear-topk") => new TopKOptions { K = K ?? throw new MalformedFileException(path, 0, "linear-topk units need k."), Rectify = false },
            ("jumprelu", _) or (Own, "jumprelu") => new JumpReluOptions(),
            ("gated", _) or (Own, "gated") => new GatedOptions(),
            (Own, "sigmoid") => new KlOptions(),
            _ => throw new MalformedFileException(path, 0, $"architecture {Architecture}{(Activation is null ? "" : $" with {Activation} units")} is not known here; known are standard, topk, jumprelu, gated and {Own}."),
        },
    };

    private void WriteKind(Utf8JsonWriter json)
    {
        if (K is { } k)
        {
            json.WriteNumber("k", k);
            json.WriteBoolean("rescale_acts_by_decoder_norm", false);
        }

        if (Architecture == Own)
        {
            json.WriteString("activation", Activation);
            json.WriteString("output", Output == ReconstructionOutput.Sigmoid ? "sigmoid" : "linear");
        }
    }

    private static long Size(string path, JsonElement root, string key)
    {
        const long Most = 1_000_000;
        var size = root.GetProperty(key).GetInt64();
        return size is > 0 and <= Most ? size : throw new MalformedFileException(path, 0, $"{key} is {size}; it must lie between 1 and {Most}.");
    }

    private static void Require(string path, JsonElement root, string key, string value)
    {
        if (root.TryGetProperty(key, out var found) && found.ValueKind == JsonValueKind.String && found.GetString() != value)
        {
            throw new MalformedFileException(path, 0, $"{key} is {found.GetString()}; only {value} can be computed here. Fold it into the weights first.");
        }
    }
}
