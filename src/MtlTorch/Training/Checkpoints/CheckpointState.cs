using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MtlTorch.Training.Checkpoints;

/// <summary>What state.json of a checkpoint holds.</summary>
/// <param name="Progress">How far the training had come.</param>
/// <param name="OptimizerSteps">Steps that the optimizer counts, for each flat parameter.</param>
/// <param name="Generators">State of each generator, base64.</param>
/// <param name="Sha256">Checksum of each other file of the checkpoint, hexadecimal.</param>
/// <param name="Check">Checksum of what stands here besides, hexadecimal.</param>
public sealed record CheckpointState(
    Progress Progress,
    IReadOnlyList<long> OptimizerSteps,
    IReadOnlyDictionary<string, string> Generators,
    IReadOnlyDictionary<string, string> Sha256,
    string Check = "")
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,

        // A best score can be infinite, or no number at all.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatIsNotScaled } },
    };

    /// <summary>Reads the state of a checkpoint and compares the checksums of all its files.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <exception cref="MalformedFileException">A file is missing or damaged.</exception>
    public static CheckpointState Verified(string folder)
    {
        var path = Path.Combine(folder, Checkpoint.StateFile);
        var state = Read(path);
        if (state.Check != state.OwnChecksum())
        {
            throw new MalformedFileException(path, 0, "the file is damaged: what it says of itself does not fit its content.");
        }

        VerifyFiles(folder, state);
        return state;
    }

    /// <summary>Writes the file through to the disk.</summary>
    internal void Write(string path)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        JsonSerializer.Serialize(stream, this with { Check = OwnChecksum() }, Json);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>SHA-256 of a file, hexadecimal.</summary>
    internal static string Checksum(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void VerifyFiles(string folder, CheckpointState state)
    {
        foreach (var (name, expected) in state.Sha256)
        {
            var path = Path.Combine(folder, Path.GetFileName(name));
            if (!File.Exists(path))
            {
                throw new MalformedFileException(path, 0, "the file is missing.");
            }

            if (Checksum(path) is var found && found != expected)
            {
                throw new MalformedFileException(path, 0, $"the file is damaged: its SHA-256 is {found[..12]}..., and was {Start(expected)}... when it was written.");
            }
        }
    }

    private string OwnChecksum() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this with { Check = "" }, Json)));

    /// <summary>States without a scale of the losses are spelt as before there were any: their checksums hold.</summary>
    private static void LeaveOutWhatIsNotScaled(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.PropertyType == typeof(Scaling.LossScale)))
        {
            property.ShouldSerialize = (_, scale) => scale is not null;
        }
    }

    private static CheckpointState Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<CheckpointState>(stream, Json) ?? throw new MalformedFileException(path, 0, "the file holds null.");
        }
        catch (JsonException e)
        {
            throw new MalformedFileException(path, e.BytePositionInLine ?? 0, $"line {e.LineNumber + 1} is not the state of a checkpoint: {e.Message.Split('\n')[0]}", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MalformedFileException(path, 0, "the file is missing.", e);
        }
    }

    private static string Start(string checksum) => checksum[..Math.Min(12, checksum.Length)];
}
