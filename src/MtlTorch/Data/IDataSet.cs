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
    /// <summary>Looks for the files and reads their headers, but no rows yet.</summary>
    /// <exception cref="InvalidOptionException">A file is missing, or an option does not fit what is there.</exception>
    /// <exception cref="MalformedFileException">The header of a file is damaged.</exception>
    public abstract IDataSet Open();
}

/// <summary>A data set that lies in files below a folder.</summary>
public abstract record FileDataOptions : DataOptions
{
    /// <summary>Folder of the data sets. Default "data"; the environment variable MTL_DATA overrides it.</summary>
    public string Root { get; init; } = "data";
}
