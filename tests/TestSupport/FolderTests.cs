namespace TestSupport;

/// <summary>Tests that have a folder of their own each, gone afterwards.</summary>
public abstract class FolderTests
{
    protected TemporaryFolder Folder { get; private set; } = null!;

    [SetUp]
    public void MakeFolder() => Folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => Folder.Dispose();
}
