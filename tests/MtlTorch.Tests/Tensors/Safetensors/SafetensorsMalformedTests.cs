using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Tests.Tensors.Safetensors;

/// <summary>Files that are damaged or lie. Each is refused with its name, the place and what is wrong there.</summary>
public sealed class SafetensorsMalformedTests : FolderTests
{
    private string Path => Folder["model.safetensors"];

    [TestCase("{ ", 10, TestName = "A header that is not closed")]
    [TestCase("{\n\n }}", 13, TestName = "A brace too many, in the third line")]
    [TestCase("{} x", 11, TestName = "Letters behind the header")]
    [TestCase("{'a':1}", 9, TestName = "Wrong quotes")]
    public void AHeaderThatIsNoStrictJsonIsRefusedAtItsFault(string header, long offset)
    {
        File.WriteAllBytes(Path, SafetensorsBytes.File(header, 1));

        Assert.That(Refusal().Message, Does.StartWith($"{Path}, byte {offset}: the header is not valid JSON: "));
    }

    [TestCase("[]", 8, "the header does not begin with '{'.")]
    [TestCase(" {}", 8, "the header does not begin with '{'.")]
    [TestCase("\ufeff{}", 8, "the header does not begin with '{'.")]
    [TestCase("{\"__metadata__\":[]}", 9, "__metadata__ must be an object of strings.")]
    [TestCase("{\"__metadata__\":{\"x\":1}}", 9, "__metadata__ must be an object of strings.")]
    [TestCase("{\"__metadata__\":{},\"__metadata__\":{}}", 27, "__metadata__ occurs twice.")]
    [TestCase("{\"__metadata__\":{\"x\":\"\",\"x\":\"\"}}", 9, "__metadata__ has the key 'x' twice.")]
    [TestCase("{\"__metadata__\":{}, \"a\":1}", 28, "tensor 'a': its entry is not an object.")]
    [TestCase("{\"a\\ud83d\":1}", 9, "the header holds text that is not Unicode.")]
    [TestCase("{\"__metadata__\":{\"x\":\"\\udc00\"}}", 9, "the header holds text that is not Unicode.")]
    public void AHeaderOfAnotherFormIsRefused(string header, long offset, string problem)
    {
        File.WriteAllBytes(Path, SafetensorsBytes.File(header, 1));

        Assert.That(Refusal().Message, Is.EqualTo($"{Path}, byte {offset}: {problem}"));
    }

    [Test]
    public void ATensorThatOccursTwiceIsRefusedAtItsSecondEntry()
    {
        const string Entry = """
            "ä":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}
            """;
        File.WriteAllBytes(Path, SafetensorsBytes.File($"{{{Entry},{Entry}}}"));

        Assert.That(Refusal().Message, Is.EqualTo($"{Path}, byte {8 + 1 + Entry.Length + 1 + 1}: tensor 'ä' occurs twice."), "the umlaut has two bytes");
    }

    [TestCase("U8", "[1]", "[0,1],\"device\":0", "unknown key 'device'; known are dtype, shape and data_offsets.")]
    [TestCase("U8", "[1]", "[0,1],\"shape\":[1]", "its key 'shape' occurs twice.")]
    [TestCase("F8_E4M3", "[4]", "[0,4]", "dtype F8_E4M3 has no counterpart in TorchSharp; what can be read is F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.")]
    [TestCase("U16", "[2]", "[0,4]", "dtype U16 has no counterpart in TorchSharp; what can be read is F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.")]
    [TestCase("F8", "[1]", "[0,1]", "dtype F8 is not one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.")]
    [TestCase("u8", "[1]", "[0,1]", "dtype u8 is not one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.")]
    [TestCase("U8", "1", "[0,1]", "shape must be an array of whole numbers.")]
    [TestCase("U8", "[1]", "null", "data_offsets must be an array of whole numbers.")]
    [TestCase("U8", "[-1,-4]", "[0,4]", "shape holds -1, not a whole number from 0.")]
    [TestCase("U8", "[0.5,8]", "[0,4]", "shape holds 0.5, not a whole number from 0.")]
    [TestCase("U8", "[1e400]", "[0,4]", "shape holds 1e400, not a whole number from 0.")]
    [TestCase("U8", "[9223372036854775808]", "[0,4]", "shape holds 9223372036854775808, not a whole number from 0.")]
    [TestCase("U8", "[\"4\"]", "[0,4]", "shape holds \"4\", not a whole number from 0.")]
    [TestCase("U8", "[4]", "[-4,0]", "data_offsets holds -4, not a whole number from 0.")]
    [TestCase("U8", "[4]", "[0]", "data_offsets [0] do not lie within the 4 bytes of data.")]
    [TestCase("U8", "[4]", "[0,4,4]", "data_offsets [0, 4, 4] do not lie within the 4 bytes of data.")]
    [TestCase("U8", "[4]", "[4,0]", "data_offsets [4, 0] do not lie within the 4 bytes of data.")]
    [TestCase("U8", "[5]", "[0,5]", "data_offsets [0, 5] do not lie within the 4 bytes of data.")]
    [TestCase("U8", "[1]", "[9223372036854775806,9223372036854775807]", "data_offsets [9223372036854775806, 9223372036854775807] do not lie within the 4 bytes of data.")]
    [TestCase("I16", "[1]", "[0,4]", "shape [1] of I16 does not fill its 4 bytes.")]
    [TestCase("I16", "[3]", "[0,4]", "shape [3] of I16 does not fill its 4 bytes.")]
    [TestCase("U8", "[]", "[0,4]", "shape [] of U8 does not fill its 4 bytes.")]
    [TestCase("U8", "[4294967296,4294967296]", "[0,0]", "shape [4294967296, 4294967296] of U8 does not fill its 0 bytes.")]
    [TestCase("I32", "[4611686018427387905]", "[0,4]", "shape [4611686018427387905] of I32 does not fill its 4 bytes.")]
    public void AnEntryThatCannotBeIsRefused(string type, string shape, string offsets, string problem)
    {
        var header = $$$"""{"a":{"dtype":"{{{type}}}","shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""";
        File.WriteAllBytes(Path, SafetensorsBytes.File(header, new byte[4]));

        Assert.That(Refusal().Message, Is.EqualTo($"{Path}, byte 9: tensor 'a': {problem}"));
    }

    [Test]
    public void AHostileNameNeitherFloodsNorCommandsATerminal()
    {
        File.WriteAllBytes(Path, SafetensorsBytes.File($"{{\"\\u001b[31m{new string('x', 100_000)}\":1}}"));

        Assert.That(Refusal().Message, Does.StartWith($"{Path}, byte 9: tensor '?[31mxxx").And.EndsWith("xxx...").And.Length.LessThan(600));
    }

    [TestCase("[0,2]", "[1,3]", 3, 1, "tensor 'b' begins at byte 1 of the data, but the tensors before it end at 2.", TestName = "An overlap")]
    [TestCase("[0,2]", "[0,2]", 2, 0, "tensor 'b' begins at byte 0 of the data, but the tensors before it end at 2.", TestName = "The same bytes twice")]
    [TestCase("[0,2]", "[3,5]", 5, 3, "tensor 'b' begins at byte 3 of the data, but the tensors before it end at 2.", TestName = "A hole")]
    [TestCase("[1,3]", "[3,5]", 5, 1, "tensor 'a' begins at byte 1 of the data, but the tensors before it end at 0.", TestName = "A hole in front")]
    [TestCase("[0,2]", "[2,4]", 7, 4, "3 bytes follow the last tensor, 'b'.", TestName = "Bytes behind the last tensor")]
    public void TensorsMustFillTheData(string a, string b, int data, long at, string problem)
    {
        var header = $$$"""{"a":{"dtype":"U8","shape":[2],"data_offsets":{{{a}}}},"b":{"dtype":"U8","shape":[2],"data_offsets":{{{b}}}}}""";
        File.WriteAllBytes(Path, SafetensorsBytes.File(header, new byte[data]));

        Assert.That(Refusal().Message, Is.EqualTo($"{Path}, byte {8 + header.Length + at}: {problem}"));
    }

    [Test]
    public void AnEntryMustSayEverything()
    {
        File.WriteAllBytes(Path, SafetensorsBytes.File("""{"a":{"shape":[1],"data_offsets":[0,1]}}""", 1));

        Assert.That(Refusal().Message, Does.Contain("tensor 'a': dtype none is not one of F64,"));
    }

    [Test]
    public void AFileIsRefusedWhereverItIsCutOff()
    {
        const string TwoTensors = """
            {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},
            "b":{"dtype":"I16","shape":[1],"data_offsets":[2,4]}}
            """;
        var complete = SafetensorsBytes.File(TwoTensors, 1, 2, 3, 0);
        for (var length = 0; length < complete.Length; length++)
        {
            File.WriteAllBytes(Path, complete[..length]);

            Assert.That(Refusal().Offset, Is.LessThanOrEqualTo(length), $"cut off after {length} bytes");
        }
    }

    [TestCase(-1L)]
    [TestCase(long.MinValue)]
    [TestCase(0L)]
    [TestCase(1L)]
    [TestCase(17L)]
    [TestCase(100_000_001L)]
    [TestCase(long.MaxValue)]
    public void AHeaderLengthThatCannotBeIsRefused(long length)
    {
        File.WriteAllBytes(Path, [.. BitConverter.GetBytes(length), .. "{}              "u8]);

        Assert.That(Refusal().Message, Is.EqualTo(
            $"{Path}, byte 0: a header of {(ulong)length} bytes is announced; in this file it can have from 2 to 16."));
    }

    [Test]
    public void BytesThatAreNoTextAreRefused()
    {
        File.WriteAllBytes(Path, SafetensorsBytes.File([.. "{\"__metadata__\":{\"x\":\""u8, 0xC3, 0x28, .. "\"}}"u8]));

        Assert.That(Refusal().Message, Is.EqualTo($"{Path}, byte 9: the header holds text that is not Unicode."));
    }

    [Test]
    public void AHugePromiseIsRefusedBeforeAnythingIsAllocated()
    {
        File.WriteAllBytes(Path, SafetensorsBytes.File("""{"a":{"dtype":"F64","shape":[1000000000000],"data_offsets":[0,8000000000000]}}""", 1));
        Refusal();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusal();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(200_000));
    }

    [Test]
    public void AnEmptyTensorMayHaveAnyOtherSizes()
    {
        File.WriteAllBytes(Path, SafetensorsBytes.File("""{"a":{"dtype":"F32","shape":[0,1099511627776,1099511627776],"data_offsets":[0,0]}}"""));

        using var content = SafetensorsFile.Read(Path);

        Assert.That(content.Tensors["a"].shape, Is.EqualTo(new[] { 0, 1L << 40, 1L << 40 }));
    }

    private MalformedFileException Refusal()
    {
        var refusal = Assert.Throws<MalformedFileException>(() => SafetensorsFile.Read(Path).Dispose())!;
        Assert.That(refusal.Message, Does.StartWith($"{Path}, byte {refusal.Offset}: "));
        Assert.That(refusal.File, Is.EqualTo(Path));
        return refusal;
    }
}
