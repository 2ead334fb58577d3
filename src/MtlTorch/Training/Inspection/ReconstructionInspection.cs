using MtlTorch.Data;
using MtlTorch.Metrics;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Inspection;

/// <summary>Looks at reconstructions: how much of the originals they keep, some of them beside their inputs, and the code that they come from.</summary>
/// <param name="task">The task.</param>
/// <param name="head">Its head.</param>
/// <param name="rows">Rows that will be taken in.</param>
public sealed class ReconstructionInspection(IReconstructs task, Head head, long rows) : TaskInspection
{
    /// <summary>Rows that are shown at most; they are spread evenly over the split.</summary>
    public const int MostRows = 16;

    private readonly MetricAccumulator variance = new(new ExplainedVariance());
    private readonly CodeInspection? code = CodeInspection.For(head);
    private readonly long[] shown = [.. Enumerable.Range(0, (int)Math.Min(MostRows, rows)).Select(i => i * rows / Math.Min(MostRows, rows))];

    /// <summary>Reconstructions of the rows that are shown, on the CPU.</summary>
    private readonly List<torch.Tensor> kept = [];
    private long taken;

    /// <inheritdoc/>
    public override void Add(TaskPass pass, torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var (reconstruction, original) = task.Reconstruct(pass, target);
        variance.Add(reconstruction, original);
        code?.Add(pass.Representation!.Code!.Encoded.Code);
        var until = taken + reconstruction.size(0);
        kept.AddRange(shown.Where(row => row >= taken && row < until).Select(row => reconstruction.select(0, row - taken).cpu().clone().DetachFromDisposeScope()));
        taken = until;
    }

    /// <inheritdoc/>
    public override ReconstructionDetails Compute(Split split) => new()
    {
        ExplainedVariance = variance.Compute(),
        Reconstructions = task.GivesInputs(head) && Picture.CanShow([.. split.Inputs.shape.Skip(1)]) ? [.. shown.Zip(kept, (row, values) => Describe(row, values, split))] : [],
        Code = code?.Compute(),
    };

    /// <inheritdoc/>
    public override void Dispose()
    {
        variance.Dispose();
        code?.Dispose();
        kept.ForEach(k => k.Dispose());
    }

    /// <summary>Both in the same tones, so that a reconstruction that is too pale looks pale.</summary>
    private static ReconstructedRow Describe(long row, torch.Tensor values, Split split)
    {
        using var scope = torch.NewDisposeScope();
        var input = split.Inputs.select(0, row).to(torch.float64);
        var (low, high) = (input.min().item<double>(), input.max().item<double>());
        return new ReconstructedRow(row, Picture.Of(input, low, high), Picture.Of(values.view(input.shape), low, high));
    }
}
