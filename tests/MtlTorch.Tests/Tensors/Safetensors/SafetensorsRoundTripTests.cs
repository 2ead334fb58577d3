using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Tests.Tensors.Safetensors;

public sealed class SafetensorsRoundTripTests : FolderTests
{
    private static readonly torch.ScalarType[] Types =
    [
        torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.@bool,
    ];

    private static readonly Gen<char> Letters = Gen.Frequency(
        (6, Gen.Elements("abcXYZ019_.-/".ToCharArray())),
        (2, Gen.Elements("\"\\{}[]:,<>&' \u0000\u0007\t\n\r\u007f\u0085\u2028\ufeff\uffff".ToCharArray())),
        (2, Gen.Choose(0x80, 0xD7FF).Select(c => (char)c)));

    private static readonly Gen<string> Names = Gen.Elements("", "😀", "𝔘.𝔳").Or(Letters.ArrayOf().Select(letters => new string(letters)))
        .Where(name => name != "__metadata__");

    private static readonly Gen<(torch.ScalarType Type, long[] Shape, int Seed)> Tensors =
        from type in Gen.Elements(Types)
        from shape in Gen.Choose(0, 4).SelectMany(dimensions => Gen.Choose(0, 5).Select(size => (long)size).ArrayOf(dimensions))
        from seed in Gen.Choose(0, int.MaxValue)
        select (type, shape, seed);

    private string Path => Folder["model.safetensors"];

    [Test]
    public void EveryTypeShapeAndNameComesBack()
    {
        var files =
            from names in Names.ArrayOf().Select(names => names.Distinct().ToArray())
            from tensors in Tensors.ArrayOf(names.Length)
            select names.Zip(tensors).ToArray();

        Properties.Hold(files, file =>
        {
            using var scope = torch.NewDisposeScope();
            var written = file.ToDictionary(f => f.First, f => Make(f.Second));

            SafetensorsFile.Write(Path, written);
            using var read = SafetensorsFile.Read(Path);

            Assert.That(read.Tensors.Keys, Is.EquivalentTo(written.Keys));
            foreach (var (name, tensor) in written)
            {
                TensorAssert.Same(read.Tensors[name], tensor, name);
            }
        });
    }

    [Test]
    public void EveryMetadataComesBack()
    {
        var metadata = Names.Zip(Names).ArrayOf().Select(pairs => pairs.DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2));

        Properties.Hold(metadata, texts =>
        {
            SafetensorsFile.Write(Path, [], texts);
            using var read = SafetensorsFile.Read(Path);

            Assert.That(read.Metadata, Is.EquivalentTo(texts));
        });
    }

    [Test]
    public void ViewsAreWrittenAsTheyAreSeen()
    {
        using var scope = torch.NewDisposeScope();
        var whole = TestPattern.Tensor([6, 8], 1);
        var views = new Dictionary<string, torch.Tensor>
        {
            ["transposed"] = whole.t(),
            ["rows"] = whole.narrow(0, 2, 3),
            ["columns"] = whole.narrow(1, 1, 4),
            ["expanded"] = whole.narrow(1, 0, 1).expand(6, 5),
            ["with a gradient"] = whole.clone().requires_grad_(),
        };

        SafetensorsFile.Write(Path, views);

        using var read = SafetensorsFile.Read(Path);
        foreach (var (name, view) in views)
        {
            TensorAssert.Same(read.Tensors[name], view.detach().contiguous(), name);
        }
    }

    [Test]
    public void WritingAndReadingLeaveNoTensorBehind()
    {
        using var tensor = TestPattern.Tensor([6, 8], 1);

        var left = LiveTensors.LeftBy(() =>
        {
            SafetensorsFile.Write(Path, [KeyValuePair.Create("a", tensor), KeyValuePair.Create("b", tensor)]);
            SafetensorsFile.Read(Path).Dispose();
        });

        Assert.That(left, Is.Zero);
    }

    [Test]
    public void WhatIsReadBelongsToTheCallersScope()
    {
        using var tensor = TestPattern.Tensor([6, 8], 1);
        SafetensorsFile.Write(Path, [KeyValuePair.Create("a", tensor)]);

        var left = LiveTensors.LeftBy(() =>
        {
            using var scope = torch.NewDisposeScope();
            var read = SafetensorsFile.Read(Path);
            TensorAssert.Same(read.Tensors["a"], tensor);
        });

        Assert.That(left, Is.Zero);
    }

    /// <summary>Any bits at all, so that NaNs and subnormal numbers are among the floats; but a bool is 0 or 1.</summary>
    private static torch.Tensor Make((torch.ScalarType Type, long[] Shape, int Seed) drawn)
    {
        var tensor = torch.zeros(drawn.Shape, drawn.Type);
        var bytes = new byte[TensorAssert.Bytes(tensor).Length];
        new Random(drawn.Seed).NextBytes(bytes);
        if (bytes.Length > 0)
        {
            tensor.bytes = drawn.Type == torch.@bool ? [.. bytes.Select(b => (byte)(b & 1))] : bytes;
        }

        return tensor;
    }
}
