using System.Collections.Frozen;

namespace MtlTorch.Data;

/// <summary>
/// The rows of one split as resident tensors. A batch is a selection of rows, so there are neither per-row objects nor
/// worker processes.
/// </summary>
public sealed class Split : IDisposable
{
    /// <summary>Looks once which targets lack labels.</summary>
    /// <param name="inputs">Inputs [N, ...].</param>
    /// <param name="targets">Targets by name, each with N rows; see <see cref="Labels"/> for rows without a label.</param>
    public Split(torch.Tensor inputs, IReadOnlyDictionary<string, torch.Tensor> targets)
        : this(inputs, targets, targets.Where(t => Labels.AnyMissing(t.Value)).Select(t => t.Key).ToFrozenSet())
    {
    }

    private Split(torch.Tensor inputs, IReadOnlyDictionary<string, torch.Tensor> targets, IReadOnlySet<string> partial) =>
        (Inputs, Targets, Partial) = (inputs, targets, partial);

    /// <summary>Inputs [N, ...].</summary>
    public torch.Tensor Inputs { get; }

    /// <summary>Targets by name: Int64 [N] for classes, Float32 [N, width] for real numbers.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Targets { get; }

    /// <summary>Names of the targets that at least one row has no label of.</summary>
    public IReadOnlySet<string> Partial { get; }

    /// <summary>Number of rows.</summary>
    public long Rows => Inputs.size(0);

    /// <summary>Bytes of all its tensors.</summary>
    public long Bytes => Targets.Values.Prepend(Inputs).Sum(t => t.numel() * t.element_size());

    /// <summary>Numbers of the rows that have a label of at least one of the <see cref="Partial"/> targets, ascending; none if no target is partial.</summary>
    public long[] LabeledRows() => [.. Partial.SelectMany(name => Labels.Rows(Targets[name])).Distinct().Order()];

    /// <summary>The split on a device; this object itself where it lies there already, otherwise a copy for which it is given up.</summary>
    public Split MoveTo(torch.Device device)
    {
        if (Inputs.device.ToString() == device.ToString())
        {
            return this;
        }

        var moved = new Split(Inputs.to(device), Targets.ToDictionary(t => t.Key, t => t.Value.to(device)), Partial);
        Dispose();
        return moved;
    }

    /// <summary>The rows that <paramref name="index"/> names.</summary>
    /// <param name="index">Int64 [B], on the split's device.</param>
    public Batch Select(torch.Tensor index) =>
        new(Inputs.index_select(0, index), Targets.ToDictionary(t => t.Key, t => t.Value.index_select(0, index))) { Partial = Partial };

    /// <summary>A split of the rows that <paramref name="index"/> names, with tensors of its own. The caller owns it.</summary>
    /// <param name="index">Int64 [B], on the split's device; a row may be named more than once.</param>
    public Split Take(torch.Tensor index) => new(
        Inputs.index_select(0, index).DetachFromDisposeScope(),
        Targets.ToDictionary(t => t.Key, t => t.Value.index_select(0, index).DetachFromDisposeScope()));

    /// <summary>Consecutive rows, as views.</summary>
    public Batch Slice(long start, long count) =>
        new(Inputs.narrow(0, start, count), Targets.ToDictionary(t => t.Key, t => t.Value.narrow(0, start, count))) { Partial = Partial };

    /// <summary>Disposes of the tensors.</summary>
    public void Dispose()
    {
        Inputs.Dispose();
        foreach (var target in Targets.Values)
        {
            target.Dispose();
        }
    }
}

/// <summary>Some rows of a split.</summary>
/// <param name="Inputs">Inputs [B, ...].</param>
/// <param name="Targets">Targets by name, each with B rows.</param>
public sealed record Batch(torch.Tensor Inputs, IReadOnlyDictionary<string, torch.Tensor> Targets)
{
    /// <summary>Names of the targets that some rows of the split have no label of; rows of this batch may all have one.</summary>
    public IReadOnlySet<string> Partial { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Targets that tasks made for themselves, by task, each with B rows; only in batches of training rows.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Made { get; init; } = System.Collections.Frozen.FrozenDictionary<string, torch.Tensor>.Empty;

    /// <summary>What else is in the inputs, where rows are mixed with each other; null where they are not.</summary>
    public BatchMixture? Mixture { get; init; }

    /// <summary>Number of rows.</summary>
    public long Rows => Inputs.size(0);

    /// <summary>Consecutive rows, as views.</summary>
    public Batch Slice(long start, long count) => Map(t => t.narrow(0, start, count));

    /// <summary>The batch on a device; this object itself where it lies there already.</summary>
    public Batch MoveTo(torch.Device device) => Inputs.device.ToString() == device.ToString() ? this : Map(t => t.to(device));

    private Batch Map(Func<torch.Tensor, torch.Tensor> change)
    {
        var inputs = change(Inputs);
        return this with
        {
            Inputs = inputs,
            Targets = Targets.ToDictionary(t => t.Key, t => change(t.Value)),
            Made = Made.Count == 0 ? Made : Made.ToDictionary(t => t.Key, t => change(t.Value)),
            Mixture = Mixture is { } mixture ? mixture with { Partner = mixture.Partner.Map(change) with { Inputs = inputs } } : null,
        };
    }
}
