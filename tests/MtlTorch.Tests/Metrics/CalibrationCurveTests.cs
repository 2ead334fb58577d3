using FsCheck.Fluent;
using MtlTorch.Metrics;

namespace MtlTorch.Tests.Metrics;

public sealed class CalibrationCurveTests
{
    [Test]
    public void BinsHoldRowsMeanConfidenceAndAccuracy()
    {
        var curve = Curve([0.05, 0.3, 0.4, 0.9, 0.95, 0.95], [false, true, false, true, true, false], bins: 2);

        Assert.Multiple(() =>
        {
            Assert.That(curve.Bins.Select(b => (b.From, b.To, b.Rows)), Is.EqualTo(new[] { (0.0, 0.5, 3L), (0.5, 1.0, 3L) }));
            Assert.That(curve.Bins.Select(b => b.Confidence), Is.EqualTo(new[] { 0.25, 2.8 / 3 }).Within(1e-12));
            Assert.That(curve.Bins.Select(b => b.Accuracy), Is.EqualTo(new[] { 1 / 3.0, 2 / 3.0 }).Within(1e-12));

            // (3 |1/3 - 0.25| + 3 |2/3 - 2.8/3|) / 6
            Assert.That(curve.ExpectedError, Is.EqualTo((0.25 + 0.8) / 6).Within(1e-12));
        });
    }

    [Test]
    public void AConfidenceOnAnEdgeBelongsToTheBinBelow()
    {
        var curve = Curve([0.25, 0.5, 0.75, 1, 0], [true, true, true, true, false], bins: 4);

        Assert.That(curve.Bins.Select(b => b.Rows), Is.EqualTo(new[] { 2, 1, 1, 1 }));
    }

    [Test]
    public void AsManyRightAsPromisedIsNoError() =>
        Assert.That(Curve([0.75, 0.75, 0.75, 0.75], [true, true, true, false], bins: 15).ExpectedError, Is.Zero);

    [Test]
    public void SureAndAlwaysWrongIsTheLargestError() =>
        Assert.That(Curve([1, 1], [false, false], bins: 15).ExpectedError, Is.EqualTo(1));

    [Test]
    public void AnEmptyBinHasNoMeans()
    {
        var curve = Curve([0.9], [true], bins: 2);

        Assert.That((curve.Bins[0].Rows, curve.Bins[0].Confidence, curve.Bins[0].Accuracy), Is.EqualTo((0, double.NaN, double.NaN)));
    }

    [Test]
    public void ItIsWhatItsDefinitionSaysWhereverTheRowsAreCut()
    {
        var rows = from count in Gen.Choose(2, 40)
                   from thousandths in Gen.Choose(0, 1000).ArrayOf(count)
                   from right in Gen.Elements(true, false).ArrayOf(count)
                   from cut in Gen.Choose(1, count - 1)
                   select (Confidence: thousandths.Select(t => t / 1000.0).ToArray(), right, cut);

        Properties.Hold(rows, r =>
        {
            var curve = Curve(r.Confidence, r.right, 10, r.cut);
            var naive = r.Confidence.Zip(r.right)
                .GroupBy(row => curve.Bins.First(b => row.First <= b.To + 1e-12).To)
                .Sum(bin => Math.Abs(bin.Count(row => row.Second) - bin.Sum(row => row.First))) / r.Confidence.Length;
            Assert.That(curve.Bins.Sum(b => b.Rows), Is.EqualTo(r.Confidence.Length));
            Assert.That(curve.ExpectedError, Is.EqualTo(naive).Within(1e-9));
        });
    }

    private static CalibrationCurve Curve(double[] confidence, bool[] correct, int bins, int cut = 0)
    {
        using var scope = torch.NewDisposeScope();
        var (c, r) = (torch.tensor(confidence), torch.tensor(correct));
        var sums = CalibrationCurve.Update(c.narrow(0, cut, confidence.Length - cut), r.narrow(0, cut, confidence.Length - cut), bins);
        if (cut > 0)
        {
            sums += CalibrationCurve.Update(c.narrow(0, 0, cut), r.narrow(0, 0, cut), bins);
        }

        return CalibrationCurve.Compute(sums.data<double>().ToArray());
    }
}
