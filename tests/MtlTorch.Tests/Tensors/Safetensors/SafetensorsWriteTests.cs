using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Tests.Tensors.Safetensors;

public sealed class SafetensorsWriteTests : FolderTests
{
    private string Path => Folder["model.safetensors"];

    [Test]
    public void AnExistingFileIsReplaced()
    {
        using var tensor = torch.ones(3);
        SafetensorsFile.Write(Path, [KeyValuePair.Create("old", tensor), KeyValuePair.Create("older", tensor)]);
        SafetensorsFile.Write(Path, [KeyValuePair.Create("new", tensor)]);

        using var content = SafetensorsFile.Read(Path);

        Assert.That(content.Tensors.Keys, Is.EqualTo(new[] { "new" }));
        Assert.That(Directory.GetFiles(Folder.Path), Is.EqualTo(new[] { Path }), "nothing else is left in the folder");
    }

    [Test]
    public void AWriteThatFailsHalfWayLeavesTheOldFile()
    {
        using var tensor = torch.ones(3);
        SafetensorsFile.Write(Path, [KeyValuePair.Create("old", tensor)]);
        var before = File.ReadAllBytes(Path);
        var disposed = torch.ones(3);
        disposed.Dispose();

        var tensors = new[] { KeyValuePair.Create("new", tensor), KeyValuePair.Create("gone", disposed) };
        Assert.That(() => SafetensorsFile.Write(Path, tensors), Throws.Exception);

        Assert.That(File.ReadAllBytes(Path), Is.EqualTo(before));
    }

    private static IEnumerable<TestCaseData> Unwritable()
    {
        yield return Case("a name twice", ["a", "b", "a"], "The name 'a' occurs twice.");
        yield return Case("the name of the metadata", ["__metadata__"], "No tensor can be called '__metadata__': that is the format's own key.");
        yield return Case("half a character", ["a\ud83d"], "is not Unicode text.");

        static TestCaseData Case(string name, string[] names, string problem) => new TestCaseData(names, problem).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Unwritable))]
    public void NamesThatCouldNotBeReadBackAreRefused(string[] names, string problem)
    {
        using var tensor = torch.ones(3);

        Assert.That(
            () => SafetensorsFile.Write(Path, names.Select(name => KeyValuePair.Create(name, tensor))),
            Throws.ArgumentException.With.Message.EndsWith(problem));
        Assert.That(Directory.GetFiles(Folder.Path), Is.Empty);
    }

    [Test]
    public void MetadataThatIsNotTextIsRefused()
    {
        var metadata = new Dictionary<string, string> { ["note"] = "\udc00" };

        Assert.That(() => SafetensorsFile.Write(Path, [], metadata), Throws.ArgumentException.With.Message.EndsWith("is not Unicode text."));
    }

    [Test]
    public void AnElementTypeWithoutANameInTheFormatIsRefused()
    {
        using var complex = torch.zeros(2, torch.ScalarType.ComplexFloat32);

        Assert.That(
            () => SafetensorsFile.Write(Path, [KeyValuePair.Create("a", complex)]),
            Throws.ArgumentException.With.Message.EqualTo(
                "Safetensors has no element type for ComplexFloat32; known: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL."));
    }
}
