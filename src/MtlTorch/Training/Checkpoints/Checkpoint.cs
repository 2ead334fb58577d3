using System.Text.Json;
using System.Text.Json.Serialization;
using MtlTorch.Balancing;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Training.Checkpoints;

/// <summary>
/// A checkpoint folder: model.safetensors (parameters and buffers under their names), optimizer.safetensors (its moments),
/// balancing.safetensors (what the balancing method remembers) and state.json (progress, counters, generators).
/// </summary>
public static class Checkpoint
{
    /// <summary>File of the parameters and buffers.</summary>
    public const string ModelFile = "model.safetensors";

    /// <summary>File of the optimizer's moments.</summary>
    public const string OptimizerFile = "optimizer.safetensors";

    /// <summary>File of what the balancing method remembers; there is none for a method that remembers nothing.</summary>
    public const string BalancingFile = "balancing.safetensors";

    /// <summary>File of progress, counters and generators.</summary>
    public const string StateFile = "state.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,

        // A best score can be infinite, or no number at all.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes a checkpoint. An existing one is replaced only when the new one is complete.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="state">What to write.</param>
    public static void Save(string folder, TrainingState state)
    {
        folder = Path.TrimEndingDirectorySeparator(folder);
        var parts = folder + ".part";
        var old = folder + ".old";
        Remove(parts);
        Directory.CreateDirectory(parts);
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        SafetensorsFile.Write(Path.Combine(parts, ModelFile), state.Model.state_dict(), metadata);
        SafetensorsFile.Write(Path.Combine(parts, OptimizerFile), OptimizerState.Tensors(state.Optimizer));
        SaveBalancing(Path.Combine(parts, BalancingFile), state.Balancing);
        File.WriteAllText(Path.Combine(parts, StateFile), JsonSerializer.Serialize(Describe(state), Json));
        Remove(old);
        if (Directory.Exists(folder))
        {
            Directory.Move(folder, old);
        }

        Directory.Move(parts, folder);
        Remove(old);
    }

    /// <summary>Loads parameters and buffers into a model.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="model">A model of the same architecture, on any device.</param>
    /// <exception cref="MalformedFileException">The file is damaged, or does not belong to this architecture.</exception>
    public static void LoadModel(string folder, MultiTaskModel model)
    {
        var path = Path.Combine(folder, ModelFile);
        using var content = SafetensorsFile.Read(path);
        var own = model.state_dict();
        Compare(path, own, content.Tensors);
        using var frozen = torch.no_grad();
        foreach (var (name, tensor) in own)
        {
            tensor.copy_(content.Tensors[name]);
        }
    }

    private static void SaveBalancing(string path, IStateful? method)
    {
        if (method is not null)
        {
            using var scope = torch.NewDisposeScope();
            SafetensorsFile.Write(path, method.Save());
        }
    }

    /// <summary>Names, shapes and types are compared before anything is copied: TorchSharp would broadcast a wrong shape silently.</summary>
    private static void Compare(string path, Dictionary<string, torch.Tensor> own, IReadOnlyDictionary<string, torch.Tensor> found)
    {
        var missing = own.Keys.Except(found.Keys).ToList();
        var extra = found.Keys.Except(own.Keys).ToList();
        if (missing.Count + extra.Count > 0)
        {
            throw new MalformedFileException(path, 0, $"it does not belong to this model: missing {Some(missing)}, unexpected {Some(extra)}.");
        }

        foreach (var (name, tensor) in own)
        {
            if (!tensor.shape.SequenceEqual(found[name].shape) || tensor.dtype != found[name].dtype)
            {
                throw new MalformedFileException(path, 0, $"tensor '{name}' is {found[name].dtype} {ShapeText.Format(found[name].shape)}, the model's is {tensor.dtype} {ShapeText.Format(tensor.shape)}.");
            }
        }
    }

    private static string Some(List<string> names) => names.Count switch
    {
        0 => "none",
        > 3 => $"{string.Join(", ", names.Take(3))} and {names.Count - 3} more",
        _ => string.Join(", ", names),
    };

    private static CheckpointState Describe(TrainingState state) => new(
        state.Progress,
        OptimizerState.Steps(state.Optimizer),
        state.Randomness.Streams.ToDictionary(s => s.Key, s => GeneratorState(s.Value)));

    private static string GeneratorState(torch.Generator generator)
    {
        using var state = generator.get_state();
        return Convert.ToBase64String(state.bytes);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>What state.json holds.</summary>
/// <param name="Progress">How far the training had come.</param>
/// <param name="OptimizerSteps">Steps that the optimizer counts, for each flat parameter.</param>
/// <param name="Generators">State of each generator, base64.</param>
public sealed record CheckpointState(
    Progress Progress, IReadOnlyList<long> OptimizerSteps, IReadOnlyDictionary<string, string> Generators);
