using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Tests.Tensors.Safetensors;

/// <summary>
/// Whatever happens to the bytes of a file: it is refused as malformed, or what is read accounts for every byte of data.
/// No other exception, no crash, no tensor left behind.
/// </summary>
public sealed class SafetensorsMutationTests
{
    private static readonly byte[] Valid = SafetensorsBytes.File(
        """
        {"__metadata__":{"format":"pt"},
        "w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},
        "n":{"dtype":"I64","shape":[],"data_offsets":[16,24]},
        "e\u00e9":{"dtype":"BOOL","shape":[0],"data_offsets":[24,24]}}
        """,
        [.. Enumerable.Range(1, 24).Select(i => (byte)i)]);

    [Test]
    public void AChangedByteIsHarmless() => ReadMutants(seed: 1, count: 2_000, changes: 1);

    [Test]
    [Category("Slow")]
    public void ManyChangedBytesAreHarmless()
    {
        ReadMutants(seed: 2, count: 50_000, changes: 1);
        ReadMutants(seed: 3, count: 50_000, changes: 2);
    }

    private static void ReadMutants(int seed, int count, int changes)
    {
        using var folder = new TemporaryFolder();
        var path = folder["mutant.safetensors"];
        var random = new Random(seed);
        var (refused, read) = (0, 0);
        var left = LiveTensors.LeftBy(() =>
        {
            for (var i = 0; i < count; i++)
            {
                File.WriteAllBytes(path, Mutant(random, changes));
                _ = IsRefused(path) ? refused++ : read++;
            }
        });

        Assert.That(left, Is.Zero, "tensors are left behind");
        Assert.That(Math.Min(refused, read), Is.GreaterThan(20), "both outcomes must have been tried");
    }

    private static byte[] Mutant(Random random, int changes)
    {
        var bytes = (byte[])Valid.Clone();
        for (var i = 0; i < changes; i++)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    private static bool IsRefused(string path)
    {
        try
        {
            using var content = SafetensorsFile.Read(path);
            var data = content.Tensors.Values.SelectMany(TensorAssert.Bytes).ToArray();
            Assert.That(data, Is.EqualTo(SafetensorsBytes.Parts(File.ReadAllBytes(path)).Data));
            return false;
        }
        catch (MalformedFileException)
        {
            return true;
        }
    }
}
