using MtlTorch.Modules.Trunks;

namespace MtlTorch.Modules.Heads;

/// <summary>Where a head is put.</summary>
/// <param name="Features">Features F that it gets.</param>
/// <param name="InputShape">Shape of one input of the model, without the batch dimension.</param>
/// <param name="Trunk">The trunk that they come from; null where they come from no single one.</param>
public sealed record HeadPlace(long Features, IReadOnlyList<long> InputShape, Trunk? Trunk = null)
{
    /// <summary>What stands in the columns of the model's inputs, if that is known.</summary>
    public IReadOnlyList<InputColumn> Columns { get; init; } = [];

    /// <summary>Numbers in one input.</summary>
    public long Inputs => InputShape.Aggregate(1L, (a, b) => a * b);

    /// <summary>The shape of the inputs, for a task that computes with their numbers as they stand.</summary>
    /// <param name="option">The option that makes it so.</param>
    /// <param name="task">The task, for the message.</param>
    /// <exception cref="InvalidOptionException">Some of them are codes of categories, or may be missing.</exception>
    public IReadOnlyList<long> PlainInputs(string option, string task) =>
        new InputDescription(InputShape, Columns).NumbersAlone(option, task, "Give these columns the role \"ignore\", or leave the task out.");
}
