using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Training.Checkpoints;

/// <summary>
/// A checkpoint folder: model.safetensors (parameters and buffers under their names), optimizer.safetensors (its moments),
/// balancing.safetensors, strategy.safetensors, regularization.safetensors (what balancing method, update strategy and regularizers remember), targets.safetensors (targets that tasks made for themselves) and state.json (progress,
/// counters, generators).
/// </summary>
public static class Checkpoint
{
    /// <summary>File of the parameters and buffers.</summary>
    public const string ModelFile = "model.safetensors";

    /// <summary>File of the optimizer's moments.</summary>
    public const string OptimizerFile = "optimizer.safetensors";

    /// <summary>File of what the balancing method remembers; there is none for a method that remembers nothing.</summary>
    public const string BalancingFile = "balancing.safetensors";

    /// <summary>File of what the update strategy remembers; there is none for a strategy that remembers nothing.</summary>
    public const string StrategyFile = "strategy.safetensors";

    /// <summary>File of what the regularizers remember; there is none for regularizers that remember nothing.</summary>
    public const string RegularizationFile = "regularization.safetensors";

    /// <summary>File of the targets that tasks made for themselves, by task; there is none where no task did.</summary>
    public const string TargetsFile = "targets.safetensors";

    /// <summary>File of progress, counters and generators.</summary>
    public const string StateFile = "state.json";

    /// <summary>Writes a checkpoint through to the disk. An existing one is replaced only when the new one is complete.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="state">What to write.</param>
    /// <param name="previous">Where the existing one is kept; it is removed if null.</param>
    /// <exception cref="IOException">Something could not be written; the existing checkpoint is as it was.</exception>
    public static void Save(string folder, TrainingState state, string? previous = null) =>
        FolderReplacement.Replace(Path.TrimEndingDirectorySeparator(folder), parts => Write(parts, state), previous);

    /// <summary>Writes the weights alone, through to the disk: a checkpoint to evaluate and to begin with, not to go on from. An existing one is replaced.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="model">Its parameters and buffers are written.</param>
    /// <param name="epoch">The epoch that they are of.</param>
    /// <exception cref="IOException">Something could not be written; the existing checkpoint is as it was.</exception>
    public static void SaveModel(string folder, MultiTaskModel model, int epoch) => FolderReplacement.Replace(Path.TrimEndingDirectorySeparator(folder), parts =>
    {
        WriteModel(parts, model);
        var checksum = CheckpointState.Checksum(Path.Combine(parts, ModelFile));
        new CheckpointState(
            new Progress { Epoch = epoch + 1, BestEpoch = epoch },
            [],
            new Dictionary<string, string>(),
            new Dictionary<string, string> { [ModelFile] = checksum }).Write(Path.Combine(parts, StateFile));
    });

    private static void WriteModel(string folder, MultiTaskModel model) =>
        SafetensorsFile.Write(Path.Combine(folder, ModelFile), model.state_dict(), new Dictionary<string, string> { ["format"] = "pt" });

    /// <summary>Puts model, optimizer, balancing method, update strategy and generators back to where they were when the checkpoint was written.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="target">The objects, built as they were then; its progress is not looked at.</param>
    /// <returns>How far the training had come.</returns>
    /// <exception cref="MalformedFileException">A file is damaged, or does not belong to these objects.</exception>
    public static Progress Load(string folder, TrainingState target)
    {
        var state = CheckpointState.Verified(folder);
        using var scope = torch.NewDisposeScope();
        using var optimizer = SafetensorsFile.Read(Path.Combine(folder, OptimizerFile));
        if (OptimizerState.Misfit(target.Optimizer, optimizer.Tensors, state.OptimizerSteps) is { } problem)
        {
            throw new MalformedFileException(Path.Combine(folder, OptimizerFile), 0, problem);
        }

        if (target.Balancing is not null != state.Sha256.ContainsKey(BalancingFile))
        {
            throw new MalformedFileException(Path.Combine(folder, BalancingFile), 0, "the checkpoint is of another balancing method.");
        }

        if (target.Strategy is not null != state.Sha256.ContainsKey(StrategyFile))
        {
            throw new MalformedFileException(Path.Combine(folder, StrategyFile), 0, "the checkpoint is of another update strategy.");
        }

        if (target.Regularization is not null != state.Sha256.ContainsKey(RegularizationFile))
        {
            throw new MalformedFileException(Path.Combine(folder, RegularizationFile), 0, "the checkpoint is of other regularizers.");
        }

        using var balancing = target.Balancing is null ? null : SafetensorsFile.Read(Path.Combine(folder, BalancingFile));
        using var made = state.Sha256.ContainsKey(TargetsFile) ? SafetensorsFile.Read(Path.Combine(folder, TargetsFile)) : null;
        if (made is not null && target.Made?.Misfit(made.Tensors) is { } misfit)
        {
            throw new MalformedFileException(Path.Combine(folder, TargetsFile), 0, $"the checkpoint is of another training: {misfit}");
        }

        using var strategy = target.Strategy is null ? null : SafetensorsFile.Read(Path.Combine(folder, StrategyFile));
        using var regularization = target.Regularization is null ? null : SafetensorsFile.Read(Path.Combine(folder, RegularizationFile));
        LoadModel(folder, target.Model);
        OptimizerState.Load(target.Optimizer, optimizer.Tensors, state.OptimizerSteps);
        target.Balancing?.Load(balancing!.Tensors);
        target.Regularization?.Load(regularization!.Tensors);
        target.Made?.Load(made?.Tensors ?? new Dictionary<string, torch.Tensor>());

        // After the model: a strategy may look at what is in it.
        target.Strategy?.Load(strategy!.Tensors);

        foreach (var (purpose, bytes) in state.Generators)
        {
            target.Randomness.Stream(purpose).set_state(torch.tensor(Convert.FromBase64String(bytes), torch.uint8));
        }

        return state.Progress;
    }

    /// <summary>
    /// Puts a checkpoint back under its name, should a process have been killed while it replaced it. To be called before a
    /// checkpoint is looked for.
    /// </summary>
    public static void Recover(string folder) => FolderReplacement.Recover(Path.TrimEndingDirectorySeparator(folder));

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

    private static void Write(string folder, TrainingState state)
    {
        var files = new List<string> { ModelFile, OptimizerFile };
        WriteModel(folder, state.Model);
        SafetensorsFile.Write(Path.Combine(folder, OptimizerFile), OptimizerState.Tensors(state.Optimizer));
        foreach (var (name, part) in new[] { (BalancingFile, state.Balancing), (StrategyFile, state.Strategy), (RegularizationFile, state.Regularization) })
        {
            if (part is not null)
            {
                files.Add(name);
                SaveMemory(Path.Combine(folder, name), part);
            }
        }

        if (state.Made is { Tensors.Count: > 0 } made)
        {
            SafetensorsFile.Write(Path.Combine(folder, TargetsFile), made.Tensors);
            files.Add(TargetsFile);
        }

        new CheckpointState(
            state.Progress,
            OptimizerState.Steps(state.Optimizer),
            state.Randomness.Streams.ToDictionary(s => s.Key, s => GeneratorState(s.Value)),
            files.ToDictionary(name => name, name => CheckpointState.Checksum(Path.Combine(folder, name)))).Write(Path.Combine(folder, StateFile));
    }

    private static void SaveMemory(string path, IStateful part)
    {
        using var scope = torch.NewDisposeScope();
        SafetensorsFile.Write(path, part.Save());
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

    private static string GeneratorState(torch.Generator generator)
    {
        using var state = generator.get_state();
        return Convert.ToBase64String(state.bytes);
    }
}
