using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Modules.Heads;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Inspection;

/// <summary>Looks at a sparse code: how strongly and how often each unit is active.</summary>
/// <param name="sparsity">What makes it sparse.</param>
public sealed class CodeInspection(CodeSparsity sparsity) : IDisposable
{
    /// <summary>Bins of the mean activations.</summary>
    public const int Bins = 40;

    /// <summary>Bins of the firing frequencies per power of ten.</summary>
    public const int BinsPerDecade = 4;

    /// <summary>Float64 [2, units]: sums of activations, counts of firings.</summary>
    private torch.Tensor? sums;
    private long rows;

    /// <summary>What fits a head; null where it does not decode a sparse code.</summary>
    public static CodeInspection? For(Head head) => head is DecoderHead decoding ? new(decoding.Sparsity) : null;

    /// <summary>Takes codes in.</summary>
    /// <param name="code">[N, units].</param>
    public void Add(torch.Tensor code)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var more = torch.stack([code.sum(dim: 0, type: torch.float64), (code > sparsity.FiringLevel).sum(dim: 0, type: torch.float64)]);
        rows += code.size(0);
        if (sums is null)
        {
            sums = more.DetachFromDisposeScope();
        }
        else
        {
            sums.add_(more);
        }
    }

    /// <summary>What was seen.</summary>
    /// <exception cref="InvalidOperationException">No code was taken in.</exception>
    public CodeDetails Compute()
    {
        if (sums is null)
        {
            throw new InvalidOperationException($"There is nothing to say before {nameof(Add)} has seen a code.");
        }

        using var scope = torch.NewDisposeScope();
        var means = sums.cpu() / rows;
        double[] activity = means[0].data<double>().ToArray();
        double[] frequency = means[1].data<double>().ToArray();
        return new CodeDetails
        {
            Units = activity.Length,
            Rows = rows,
            L0 = frequency.Sum(),
            DeadUnits = frequency.Count(f => f == 0),
            FiringLevel = sparsity.FiringLevel,
            TargetActivity = sparsity.TargetActivity,
            MeanActivity = activity.Average(),
            Activity = ActivityOf(activity),
            Firing = FiringOf([.. frequency.Where(f => f > 0)]),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => sums?.Dispose();

    /// <summary>From 0, so that one sees how far the units are from silence, and with the target among the bins.</summary>
    private Histogram ActivityOf(double[] activity)
    {
        var (least, most) = (Math.Min(0, activity.Min()), Math.Max(activity.Max(), sparsity.TargetActivity ?? 0));
        return Histogram.Of(activity, least, most > least ? most : least + 1, Bins);
    }

    /// <summary>Whole powers of ten, down to that of a single firing.</summary>
    private Histogram FiringOf(double[] frequency)
    {
        var decades = Math.Max(1, (int)Math.Ceiling(Math.Log10(rows)));
        return Histogram.Of([.. frequency.Select(Math.Log10)], -decades, 0, decades * BinsPerDecade);
    }
}
