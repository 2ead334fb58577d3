using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

/// <summary>The targets are what the images show: color, size and shape are measured in clean images and compared.</summary>
public sealed class ShapesPixelsTests
{
    private static readonly double[][] Palette = [[1, -1, -1], [-1, 1, -1], [-1, -1, 1], [1, 1, -1], [-1, 1, 1], [1, -1, 1]];

    private List<Row> rows = null!;
    private List<Row> finer = null!;

    private sealed record Row(MeasuredFigure Seen, double Shape, double Color, double Size);

    [OneTimeSetUp]
    public void Draw()
    {
        // More than two portions of the drawing, so that a row that belongs to another portion would be seen.
        rows = Measure(count: 2_050, imageSize: 32);
        finer = Measure(count: 400, imageSize: 64);
    }

    [Test]
    public void TheColorIsTheOneThatWasDrawn() => Assert.That(rows.Where(row => row.Seen.Color != row.Color), Is.Empty);

    [Test]
    public void TheSizeIsTheRadiusOfACircleOfTheSameArea()
    {
        var whole = Whole(rows, imageSize: 32).ToList();

        Assert.That(whole, Has.Count.GreaterThan(800));
        Assert.That(whole.Where(row => Math.Abs(row.Seen.Radius - row.Size) > 0.25), Is.Empty);
    }

    [TestCase(0, 0.1592, TestName = "A circle is compact: 1 / (2 pi)")]
    [TestCase(1, 0.1667, TestName = "A square is nearly as compact: 1 / 6")]
    [TestCase(2, 0.1925, TestName = "A triangle is not: sqrt(3) / 9")]
    [TestCase(3, 0.1933, TestName = "Nor is a cross")]
    public void Spread(int shape, double expected)
    {
        var spread = Whole(finer, imageSize: 64).Where(row => row.Shape == shape).Average(row => row.Seen.Spread);

        // Soft edges and the sides of pixels add a little.
        Assert.That(spread, Is.InRange(expected, expected + 0.0035));
    }

    [Test]
    public void OnlyATriangleLacksTheSymmetryOfTheOthers()
    {
        var lopsided = Whole(finer, imageSize: 64).Where(row => row.Seen.Threefold > 0.02).ToList();

        Assert.That(lopsided, Has.Count.GreaterThan(20));
        Assert.That(lopsided, Is.EqualTo(Whole(finer, imageSize: 64).Where(row => row.Shape == 2)));
    }

    [Test]
    public void FiguresStandInManyPlaces()
    {
        Assert.That(rows.Min(row => row.Seen.Column), Is.LessThan(0.42 * 32));
        Assert.That(rows.Max(row => row.Seen.Column), Is.GreaterThan(0.58 * 32));
    }

    /// <summary>Rows whose figure lies within the image wherever it stands: the longest reaches 1.555 radii from its center.</summary>
    private static IEnumerable<Row> Whole(IEnumerable<Row> rows, int imageSize) => rows.Where(row => 1.56 * row.Size < 0.4 * imageSize);

    private static List<Row> Measure(int count, int imageSize)
    {
        using var split = new Shapes(new() { Train = count, ImageSize = imageSize, Difficulty = 0 }).Load(SplitName.Train);
        var targets = split.Targets.ToDictionary(t => t.Key, t => TensorAssert.Doubles(t.Value));
        var figures = TensorAssert.Doubles(split.Inputs).Chunk(3 * imageSize * imageSize).Select(image => MeasuredFigure.In(image, imageSize, Palette));
        return [.. figures.Select((figure, i) => new Row(figure, targets["shape"][i], targets["color"][i], targets["size"][i]))];
    }
}
