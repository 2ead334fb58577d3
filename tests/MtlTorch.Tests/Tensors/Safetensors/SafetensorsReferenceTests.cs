using System.Text;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Tests.Tensors.Safetensors;

/// <summary>
/// Files that the reference implementation writes: the bytes stand in its own tests, test_serialization and test_empty of
/// safetensors/src/tensor.rs in github.com/huggingface/safetensors (read at commit 45c8c2c).
/// </summary>
public sealed class SafetensorsReferenceTests : FolderTests
{
    private static readonly byte[] OneTensor =
    [
        64, 0, 0, 0, 0, 0, 0, 0, .. "{\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}"u8,
        0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64, 0, 0, 160, 64,
    ];

    private static readonly byte[] OnlyMetadata = [40, 0, 0, 0, 0, 0, 0, 0, .. "{\"__metadata__\":{\"framework\":\"pt\"}}     "u8];

    private static readonly byte[] Nothing = [8, 0, 0, 0, 0, 0, 0, 0, .. "{}      "u8];

    private string Path => Folder["model.safetensors"];

    [Test]
    public void ItsFilesAreRead()
    {
        File.WriteAllBytes(Path, OneTensor);
        using var content = SafetensorsFile.Read(Path);
        using var expected = torch.tensor(new[] { 0f, 1, 2, 3, 4, 5 }, [1, 2, 3]);

        Assert.That(content.Tensors.Keys, Is.EqualTo(new[] { "attn.0" }));
        TensorAssert.Same(content.Tensors["attn.0"], expected);
    }

    [Test]
    public void OurFilesAreItsFilesToTheByte()
    {
        using var tensor = torch.tensor(new[] { 0f, 1, 2, 3, 4, 5 }, [1, 2, 3]);

        Assert.That(Written([KeyValuePair.Create("attn.0", tensor)]), Is.EqualTo(Encoding.Latin1.GetString(OneTensor)));
        Assert.That(Written([], new Dictionary<string, string> { ["framework"] = "pt" }), Is.EqualTo(Encoding.Latin1.GetString(OnlyMetadata)));
        Assert.That(Written([]), Is.EqualTo(Encoding.Latin1.GetString(Nothing)));
    }

    private string Written(IEnumerable<KeyValuePair<string, torch.Tensor>> tensors, Dictionary<string, string>? metadata = null)
    {
        SafetensorsFile.Write(Path, tensors, metadata);
        return Encoding.Latin1.GetString(File.ReadAllBytes(Path));
    }
}
