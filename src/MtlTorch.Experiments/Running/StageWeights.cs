using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Tensors.Safetensors;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Experiments.Running;

/// <summary>What a stage takes over of the one before: the parameters and buffers that both have, by their names.</summary>
internal static class StageWeights
{
    /// <summary>The names that are taken over.</summary>
    /// <param name="before">Shapes of the stage before, by name.</param>
    /// <param name="own">Shapes of the stage, by name.</param>
    /// <exception cref="InvalidOptionException">Something has another shape, or nothing of the shared part is common. The option is a part of the configuration.</exception>
    public static IReadOnlyList<string> Common(IReadOnlyDictionary<string, long[]> before, IReadOnlyDictionary<string, long[]> own)
    {
        var common = own.Keys.Where(before.ContainsKey).ToList();
        if (common.Find(name => !own[name].SequenceEqual(before[name])) is { } odd)
        {
            throw new InvalidOptionException(PartOf(odd), $"'{odd}' is {ShapeText.Format(before[odd])} in the stage before and {ShapeText.Format(own[odd])} now; what a stage takes over must have the same shape, and what it does not, another name.");
        }

        return common.Exists(IsShared)
            ? common
            : throw new InvalidOptionException("model.trunk", $"nothing of the shared part is taken over: no name of the stage before ({Shared(before)}) is among those of this one ({Shared(own)}). Use the same kind of trunk.");
    }

    /// <summary>Puts the weights of a checkpoint into a model, as far as it has them.</summary>
    /// <param name="checkpoint">The checkpoint of the stage before.</param>
    /// <param name="model">The model of the next stage.</param>
    /// <returns>Names of those that were taken over.</returns>
    /// <exception cref="InvalidOptionException">They do not fit; see <see cref="Common"/>.</exception>
    /// <exception cref="MalformedFileException">The checkpoint is damaged.</exception>
    public static IReadOnlyList<string> TakeOver(string checkpoint, MultiTaskModel model)
    {
        CheckpointState.Verified(checkpoint);
        using var content = SafetensorsFile.Read(Path.Combine(checkpoint, Checkpoint.ModelFile));
        using var frozen = torch.no_grad();
        var own = model.state_dict();
        var common = Common(content.Tensors.ToDictionary(t => t.Key, t => t.Value.shape), ShapesOf(model));
        foreach (var name in common)
        {
            own[name].copy_(content.Tensors[name]);
        }

        return common;
    }

    /// <summary>The shapes of a model's parameters and buffers, by name.</summary>
    public static IReadOnlyDictionary<string, long[]> ShapesOf(MultiTaskModel model) => model.state_dict().ToDictionary(t => t.Key, t => t.Value.shape);

    /// <summary>The part of a configuration that a parameter or buffer comes from.</summary>
    private static string PartOf(string name) => IsShared(name) ? "model.trunk" : $"tasks.{name.Split('.')[1]}";

    private static bool IsShared(string name) => name.StartsWith(MultiTaskModel.SharedGroup + ".", StringComparison.Ordinal);

    private static string Shared(IReadOnlyDictionary<string, long[]> shapes) => string.Join(", ", shapes.Keys.Where(IsShared));
}
