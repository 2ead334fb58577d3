using MtlTorch.Modules.Heads;

namespace MtlTorch.Tasks;

/// <summary>A task that leaves what it learnt in files of another program's format, when a training is over.</summary>
public interface IExports
{
    /// <summary>Name of the format: of the folder that holds a folder per task.</summary>
    string Format { get; }

    /// <summary>Whether there is something to write: the format may have no place for this model.</summary>
    /// <param name="head">The task's head.</param>
    bool CanExport(Head head);

    /// <summary>Writes the files, of the present weights.</summary>
    /// <param name="folder">An existing folder for this task alone.</param>
    /// <param name="head">The task's head.</param>
    void Export(string folder, Head head);
}
