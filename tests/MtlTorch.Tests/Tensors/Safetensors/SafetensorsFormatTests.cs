using System.Text.Json;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Tests.Tensors.Safetensors;

/// <summary>The bytes, as https://github.com/huggingface/safetensors describes them.</summary>
public sealed class SafetensorsFormatTests : FolderTests
{
    private string Path => Folder["model.safetensors"];

    [Test]
    public void AFileMadeByHandIsRead()
    {
        // Spaces behind the header, and entries that are not in the order of their data, are allowed.
        const string Header = """
            {"__metadata__": {"format": "pt"},
             "weight": {"shape": [2, 1], "dtype": "F32", "data_offsets": [3, 11]},
             "flags":  {"dtype": "BOOL", "data_offsets": [0, 3], "shape": [3]}}
            """;
        File.WriteAllBytes(Path, SafetensorsBytes.File(Header + "   ", 1, 0, 1, 0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0));

        using var content = SafetensorsFile.Read(Path);

        Assert.That(content.Metadata, Is.EqualTo(new Dictionary<string, string> { ["format"] = "pt" }));
        Assert.That(content.Tensors.Keys, Is.EqualTo(new[] { "flags", "weight" }), "in the order of the data");
        TensorAssert.Same(content.Tensors["weight"], torch.tensor(new[] { 1f, -2.5f }, [2, 1]));
        TensorAssert.Same(content.Tensors["flags"], torch.tensor(new[] { true, false, true }));
    }

    [Test]
    public void WhatIsWrittenHasThePublishedForm()
    {
        using var scope = torch.NewDisposeScope();
        var tensors = new Dictionary<string, torch.Tensor>
        {
            ["b"] = torch.tensor(new short[] { 1, -2 }, torch.int16),
            ["a"] = torch.tensor(new[] { 1.0, 2.0 }, [1, 2], torch.float64),
            ["none"] = torch.empty(0, 3),
        };

        SafetensorsFile.Write(Path, tensors, new Dictionary<string, string> { ["format"] = "pt" });

        var file = File.ReadAllBytes(Path);
        var (header, data) = SafetensorsBytes.Parts(file);
        const string Expected = """
            {"__metadata__":{"format":"pt"},
            "a":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]},
            "none":{"dtype":"F32","shape":[0,3],"data_offsets":[16,16]},
            "b":{"dtype":"I16","shape":[2],"data_offsets":[16,20]}}
            """;
        Assert.That(header.TrimEnd(' '), Is.EqualTo(Expected.ReplaceLineEndings("")));
        Assert.That(data, Is.EqualTo(Convert.FromHexString("000000000000F03F" + "0000000000000040" + "0100FEFF")));
    }

    [Test]
    public void TheDataBeginsAtAMultipleOfEightWhateverTheNames()
    {
        using var scope = torch.NewDisposeScope();
        for (var length = 1; length <= 16; length++)
        {
            SafetensorsFile.Write(Path, [KeyValuePair.Create(new string('x', length), torch.ones(1))]);

            Assert.That((File.ReadAllBytes(Path).Length - 4) % 8, Is.Zero, $"with a name of {length} characters");
        }
    }

    [Test]
    public void EveryTensorBeginsAtAMultipleOfItsElements()
    {
        using var scope = torch.NewDisposeScope();
        torch.ScalarType[] types = [torch.@bool, torch.float16, torch.int64, torch.uint8, torch.float32, torch.float64, torch.bfloat16, torch.int8];

        SafetensorsFile.Write(Path, types.Select(type => KeyValuePair.Create(type.ToString(), torch.ones(3, type))));

        var file = File.ReadAllBytes(Path);
        using var header = JsonDocument.Parse(SafetensorsBytes.Parts(file).Header);
        var dataStart = 8 + BitConverter.ToInt64(file);
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            var offsets = entry.Value.GetProperty("data_offsets").Deserialize<long[]>()!;
            Assert.That((dataStart + offsets[0]) % ((offsets[1] - offsets[0]) / 3), Is.Zero, entry.Name);
        }

        Assert.That(header.RootElement.EnumerateObject().Select(e => e.Name), Is.EqualTo(new[]
        {
            "Int64", "Float64", "Float32", "Float16", "BFloat16", "Bool", "Byte", "Int8",
        }), "the given order within each length");
    }

    [Test]
    public void EntriesStandInTheOrderOfTheirData()
    {
        using var scope = torch.NewDisposeScope();
        string[] names = ["z", "m", "a", "k"];

        SafetensorsFile.Write(Path, names.Select((name, i) => KeyValuePair.Create(name, torch.zeros([i + 1]))));

        using var header = JsonDocument.Parse(SafetensorsBytes.Parts(File.ReadAllBytes(Path)).Header);
        var entries = header.RootElement.EnumerateObject().ToList();
        Assert.That(entries.Select(e => e.Name), Is.EqualTo(names));
        Assert.That(
            entries.Select(e => e.Value.GetProperty("data_offsets").Deserialize<long[]>()),
            Is.EqualTo(new long[][] { [0, 4], [4, 12], [12, 24], [24, 40] }));
    }

    [Test]
    public void AFileWithoutTensorsIsAFile()
    {
        SafetensorsFile.Write(Path, []);

        Assert.That(File.ReadAllBytes(Path), Is.EqualTo(SafetensorsBytes.File("{}      ")));
        using var content = SafetensorsFile.Read(Path);
        Assert.That(content.Tensors, Is.Empty);
        Assert.That(content.Metadata, Is.Empty);
    }
}
