using MtlTorch.Clustering;
using MtlTorch.Data;
using MtlTorch.Metrics.Clustering;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Tensors.Dense;

namespace MtlTorch.Training.Inspection;

/// <summary>Looks at a clustering: how large the clusters are, how well they lie apart, which classes they hold.</summary>
/// <param name="task">The task.</param>
public sealed class ClusteringInspection(ClusteringTask task) : TaskInspection
{
    /// <summary>With more classes or clusters a table of them is no longer read by anybody.</summary>
    public const int MostNames = 100;

    /// <summary>Rows whose silhouette is measured.</summary>
    public const int SilhouetteSample = 2_000;

    /// <summary>Rows that a silhouette is measured against: the first ones of the split. More would take long and much memory.</summary>
    public const long SilhouetteRows = 20_000;

    private readonly List<torch.Tensor> features = [];
    private readonly List<torch.Tensor> assigned = [];
    private readonly List<torch.Tensor> labeled = [];
    private readonly List<torch.Tensor> classes = [];
    private long kept;
    private bool hasClusters = true;

    /// <inheritdoc/>
    public override void Look(LearningTask looked, TaskPass pass, Batch batch)
    {
        using (torch.NewDisposeScope())
        {
            hasClusters &= ((ClusteringHead)pass.Head).Memory.HasLooked;
            Keep(assigned, pass.Prediction.argmax(1));
            var some = Math.Min(SilhouetteRows - kept, batch.Rows);
            if (some > 0)
            {
                Keep(features, pass.Representation!.Features.narrow(0, 0, some));
                kept += some;
            }
        }

        if (task.Classes is not null)
        {
            base.Look(looked, pass, batch);
        }
    }

    /// <inheritdoc/>
    public override void Add(TaskPass pass, torch.Tensor target)
    {
        using var scope = torch.NewDisposeScope();
        Keep(labeled, pass.Prediction.argmax(1));
        Keep(classes, target);
    }

    /// <inheritdoc/>
    public override ClusteringDetails Compute(Split split)
    {
        using var scope = torch.NewDisposeScope();
        if (!hasClusters)
        {
            return new ClusteringDetails { Clusters = [], Sizes = [], Silhouette = double.NaN };
        }

        var all = torch.cat(assigned);
        var sizes = all.bincount(null, task.Clusters).data<long>().ToArray();
        var counts = task.Classes is null ? null : Counts(task.Classes.Count);
        var order = Order(counts, sizes);
        return new ClusteringDetails
        {
            Clusters = order,
            Sizes = [.. order.Select(cluster => sizes[cluster])],
            Classes = task.Classes,
            Contingency = counts is null || counts.GetLength(0) > MostNames || task.Clusters > MostNames
                ? null
                : [.. Enumerable.Range(0, counts.GetLength(0)).Select(k => (IReadOnlyList<long>)[.. order.Select(cluster => (long)counts[k, cluster])])],
            Silhouette = SilhouetteOf(torch.cat(features), all),
        };
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var tensor in features.Concat(assigned).Concat(labeled).Concat(classes))
        {
            tensor.Dispose();
        }
    }

    private static void Keep(List<torch.Tensor> list, torch.Tensor values) => list.Add(values.detach().cpu().clone().DetachFromDisposeScope());

    /// <summary>How often each class meets each cluster.</summary>
    private double[,] Counts(int count)
    {
        var table = new double[count, task.Clusters];
        var (rows, found) = (torch.cat(classes).data<long>().ToArray(), torch.cat(labeled).data<long>().ToArray());
        foreach (var (label, cluster) in rows.Zip(found))
        {
            table[label, cluster]++;
        }

        return table;
    }

    /// <summary>The clusters in the order of the classes that name them best, one each; those that no class names follow, the largest first.</summary>
    private static int[] Order(double[,]? counts, long[] sizes)
    {
        var named = counts is null ? [] : OptimalAssignment.Maximize(counts).Where(cluster => cluster >= 0).ToList();
        return [.. named, .. Enumerable.Range(0, sizes.Length).Except(named).OrderByDescending(cluster => sizes[cluster])];
    }

    private static double SilhouetteOf(torch.Tensor rows, torch.Tensor assigned)
    {
        // The sample is the same whatever the run, so that runs compare.
        using var randomness = new Randomness(0);
        using var generator = randomness.Fresh("silhouette");
        return Silhouette.Of(rows, assigned.narrow(0, 0, rows.size(0)), SilhouetteSample, generator);
    }
}
