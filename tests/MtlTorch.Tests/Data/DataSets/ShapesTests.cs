using MtlTorch.Data;
using MtlTorch.Data.DataSets;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Data.DataSets;

public sealed class ShapesTests
{
    [Test]
    public void TheDescriptionSaysWhatIsDrawn()
    {
        var data = new Shapes(new() { Train = 30, Validation = 0, Test = 7, ImageSize = 16 });
        using var test = data.Load(SplitName.Test);

        Assert.That(data.Description.InputShape, Is.EqualTo(new[] { 3, 16, 16 }));
        Assert.That(((ClassTarget)data.Description.Targets["shape"]).Classes, Is.EqualTo(new[] { "circle", "square", "triangle", "cross" }));
        Assert.That(((ClassTarget)data.Description.Targets["color"]).Classes, Is.EqualTo(new[] { "red", "green", "blue", "yellow", "cyan", "magenta" }));
        Assert.That(data.Description.Targets["size"], Is.EqualTo(new RealTarget(1, "pixels")));
        Assert.That(test.Inputs.shape, Is.EqualTo(new[] { 7, 3, 16, 16 }));
        Assert.That(test.Targets.Select(t => (t.Key, t.Value.dtype)), Is.EquivalentTo(new[] { ("shape", torch.int64), ("color", torch.int64), ("size", torch.float32) }));
        Assert.That(test.Targets["size"].shape, Is.EqualTo(new[] { 7, 1 }));
    }

    [Test]
    public void MoreImagesThanFitIntoMemoryAreRefusedAtOnce() =>
        Assert.Catch(() => new Shapes(new() { Train = int.MaxValue, ImageSize = 256 }).Load(SplitName.Train));

    [Test]
    public void DrawingAgainGivesTheSameToTheBit()
    {
        using var first = Load(new() { Train = 1_200 });
        torch.manual_seed(4);
        using var run = new Randomness(77);
        using var noise = torch.rand([3L], generator: run.Stream("dropout"));
        using var second = Load(new() { Train = 1_200 });

        TensorAssert.Same(second.Inputs, first.Inputs);
        Assert.That(second.Targets.Keys, Is.EqualTo(first.Targets.Keys));
        foreach (var (name, target) in first.Targets)
        {
            TensorAssert.Same(second.Targets[name], target, name);
        }
    }

    [Test]
    public void SeedsAndSplitsAreDrawnApart()
    {
        var options = new ShapesOptions { Train = 50, Validation = 50, Test = 50 };
        var other = options with { Seed = 2 };

        var draws = new[] { Load(options), Load(options, SplitName.Validation), Load(options, SplitName.Test), Load(other) }
            .Select(split => string.Join(' ', [.. TensorAssert.Doubles(split.Targets["size"]), .. TensorAssert.Doubles(split.Inputs)[..64]]));

        Assert.That(draws, Is.Unique);
    }

    [Test]
    public void AllClassesAreEquallyFrequent()
    {
        const int Rows = 6_000;
        using var split = Load(new() { Train = Rows, ImageSize = 16 });

        foreach (var (name, classes) in new[] { ("shape", 4), ("color", 6) })
        {
            var counts = TensorAssert.Doubles(split.Targets[name]).CountBy(k => k).Select(c => c.Value);
            var (mean, deviation) = ((double)Rows / classes, Math.Sqrt(Rows * (1.0 / classes) * (1 - 1.0 / classes)));
            Assert.That(counts, Has.Exactly(classes).InRange(mean - 5 * deviation, mean + 5 * deviation), name);
        }
    }

    [Test]
    public void SizesFillTheirRangeEvenly()
    {
        using var split = Load(new() { Train = 4_000, ImageSize = 20 });
        var sizes = TensorAssert.Doubles(split.Targets["size"]);

        Assert.That(sizes, Is.All.InRange(0.15 * 20, 0.35 * 20));
        Assert.That(sizes.Average(), Is.EqualTo(0.25 * 20).Within(0.1));
        Assert.That(sizes.Count(s => s < 0.2 * 20), Is.EqualTo(1_000).Within(140), "a quarter of the range, a quarter of the rows");
    }

    [TestCase(0.0, 0.05)]
    [TestCase(0.5, 0.225)]
    [TestCase(1.0, 0.4)]
    public void DifficultyIsNoise(double difficulty, double deviation)
    {
        using var scope = torch.NewDisposeScope();
        using var split = Load(new() { Train = 3_000, ImageSize = 16, Difficulty = difficulty });

        // In the corner the ground is gray, so that two channels differ by their noise alone.
        var corner = split.Inputs.select(3, 0).select(2, 0);
        var difference = corner.select(1, 0) - corner.select(1, 1);

        Assert.That(difference.std().item<float>() / Math.Sqrt(2), Is.EqualTo(deviation).Within(0.06 * deviation));
    }

    [Test]
    public void ASplitWithoutRowsIsEmpty()
    {
        using var none = Load(new() { Validation = 0 }, SplitName.Validation);

        Assert.That(none.Inputs.shape, Is.EqualTo(new[] { 0, 3, 32, 32 }));
    }

    [Test]
    public void ASplitOwnsAllTensorsThatWereMade() =>
        Assert.That(LiveTensors.LeftBy(() => Load(new() { Train = 1_001, ImageSize = 16 }).Dispose()), Is.Zero);

    private static Split Load(ShapesOptions options, SplitName name = SplitName.Train) => new Shapes(options).Load(name);
}
