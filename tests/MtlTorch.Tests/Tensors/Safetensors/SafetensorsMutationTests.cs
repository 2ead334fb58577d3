using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Tests.Tensors.Safetensors;

/// <summary>
/// Whatever happens to the bytes of a file: it is refused as malformed, or what is read accounts for every byte of data.
/// No other exception, no crash, no tensor left behind, no memory that the file's length does not explain.
/// </summary>
public sealed class SafetensorsMutationTests
{
    /// <summary>What a refusal or a reading of a short file takes: buffers, the parsed header, the exception.</summary>
    private const long BytesOfAnyRead = 64 << 10;

    private const long BytesPerByte = 200;

    [Test]
    public void DamagedFilesAreHarmless() => ReadMutants(seed: 1, count: 3_000);

    [Test]
    [Category("Slow")]
    public void AHundredThousandDamagedFilesAreHarmless() => ReadMutants(seed: 2, count: 100_000);

    private static void ReadMutants(int seed, int count)
    {
        using var folder = new TemporaryFolder();
        var path = folder["mutant.safetensors"];
        var mutator = new SafetensorsMutator(seed);
        var (refused, read, most) = (0, 0, 0L);
        var left = LiveTensors.LeftBy(() =>
        {
            for (var i = 0; i < count; i++)
            {
                var mutant = mutator.Next();
                File.WriteAllBytes(path, mutant);
                var before = GC.GetAllocatedBytesForCurrentThread();
                var content = Outcome(path, mutant, $"mutant {i} of seed {seed}: {Convert.ToHexString(mutant)}");
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                if (i >= 100)
                {
                    // The first ones pay for what is compiled and cached.
                    most = Math.Max(most, allocated);
                    Assert.That(allocated, Is.LessThan(BytesOfAnyRead + BytesPerByte * mutant.Length), $"mutant {i} of seed {seed}");
                }

                _ = content is null ? refused++ : read++;
                Compare(content, mutant);
            }
        });

        TestContext.Out.WriteLine($"seed {seed}: {refused} refused, {read} read, at most {most} bytes allocated by a read");
        Assert.That(left, Is.Zero, "tensors are left behind");
        Assert.That(Math.Min(refused, read), Is.GreaterThan(count / 50), "both outcomes must have been tried");
    }

    /// <summary>What was read, or null after a refusal that names a place in the file.</summary>
    private static SafetensorsContent? Outcome(string path, byte[] mutant, string which)
    {
        try
        {
            return SafetensorsFile.Read(path);
        }
        catch (MalformedFileException e)
        {
            return e.File == path && e.Offset >= 0 && e.Offset <= mutant.Length ? null : throw new AssertionException($"{which}: {e.Message}");
        }
        catch (Exception e)
        {
            throw new AssertionException($"{which}: {e}");
        }
    }

    private static void Compare(SafetensorsContent? content, byte[] mutant)
    {
        using (content)
        {
            if (content is not null)
            {
                Assert.That(content.Tensors.Values.SelectMany(TensorAssert.Bytes).ToArray(), Is.EqualTo(SafetensorsBytes.Parts(mutant).Data));
            }
        }
    }
}
