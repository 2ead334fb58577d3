using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Running;

/// <summary>What tasks leave in a run's folder for other programs: FORMAT/TASK/.</summary>
internal static class RunExports
{
    /// <summary>Writes what there is to write, of the present weights.</summary>
    public static void Write(RunFolder folder, MultiTaskModel model)
    {
        foreach (var (task, head) in model.Tasks.Zip(model.Heads))
        {
            if (task is IExports exports && exports.CanExport(head))
            {
                exports.Export(Directory.CreateDirectory(Place(folder, exports, task)).FullName, head);
            }
        }
    }

    /// <summary>Takes away what an earlier end of the run left: it belongs to weights that are not the last word any more.</summary>
    public static void Delete(RunFolder folder, IEnumerable<LearningTask> tasks)
    {
        foreach (var task in tasks)
        {
            if (task is IExports exports && Place(folder, exports, task) is var place && Directory.Exists(place))
            {
                Directory.Delete(place, recursive: true);
            }
        }
    }

    private static string Place(RunFolder folder, IExports exports, LearningTask task) => Path.Combine(folder.Path, exports.Format, task.Name);
}
