using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using MtlTorch.Data.Inputs;

namespace MtlTorch.Data;

/// <summary>A data set whose splits fit into memory.</summary>
public interface IDataSet
{
    /// <summary>What it offers.</summary>
    DataDescription Description { get; }

    /// <summary>Reads or draws one split onto the CPU. The caller owns it.</summary>
    /// <exception cref="MalformedFileException">A file is damaged.</exception>
    Split Load(SplitName name);
}

/// <summary>How a data set is to be made.</summary>
public abstract record DataOptions
{
    /// <summary>
    /// Training rows that keep their label, by target: { "digit": 100 } takes the digit's label from all rows but 100. The rows are
    /// drawn for each target by itself, of classes equally many each as far as possible; more of them hold the fewer. Targets that are
    /// not named keep all labels, and so do validation and test rows. Null drops what a base file names.
    /// </summary>
    [ElementRange(1, int.MaxValue), AllowNull]
    public IReadOnlyDictionary<string, int> Labeled
    {
        get;
        init => field = value ?? ReadOnlyDictionary<string, int>.Empty;
    } = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>Seed of the choice of these rows. It is not the seed of the run, so that every run sees the same labels.</summary>
    public int LabelSeed { get; init; } = 1;

    /// <summary>Deals training and validation rows out anew, as a part of a cross-validation; as the data set has them if null.</summary>
    public FoldOptions? Fold { get; init; }

    /// <summary>
    /// Train on a bootstrap sample with this seed: as many training rows, drawn with replacement (bagging; Breiman 1996). Each row once if null.
    /// </summary>
    public int? Bootstrap { get; init; }

    /// <summary>Looks for the files and reads their headers, but no images yet.</summary>
    /// <exception cref="InvalidOptionException">A file is missing, or an option does not fit what is there.</exception>
    /// <exception cref="MalformedFileException">The header of a file is damaged.</exception>
    public IDataSet Open()
    {
        var set = OpenWhole();
        set = Fold is null ? set : new FoldedDataSet(set, Fold);
        set = Labeled.Count == 0 ? set : new PartlyLabeledDataSet(set, Labeled, LabelSeed);
        return Bootstrap is { } seed ? new BootstrappedDataSet(set, seed) : set;
    }

    /// <summary>What reads new rows for a model that was trained on this data set; null where nothing does.</summary>
    /// <param name="description">What the data set offered when the model was trained. The data set itself need not be there.</param>
    public virtual IInputReader? ReaderOf(DataDescription description) => null;

    /// <summary>Opens the set with all the labels that it has.</summary>
    /// <exception cref="InvalidOptionException">As in <see cref="Open"/>.</exception>
    /// <exception cref="MalformedFileException">As in <see cref="Open"/>.</exception>
    protected abstract IDataSet OpenWhole();
}

/// <summary>A data set that lies in files below a folder.</summary>
public abstract record FileDataOptions : DataOptions
{
    /// <summary>Folder of the data sets. Default "data"; the environment variable MTL_DATA overrides it.</summary>
    public string Root { get; init; } = "data";
}
