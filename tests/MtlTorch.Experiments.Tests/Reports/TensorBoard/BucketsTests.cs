using FsCheck.Fluent;
using MtlTorch.Experiments.Reports.TensorBoard;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Reports.TensorBoard;

public sealed class BucketsTests
{
    [Test]
    public void EveryNumberIsInTheBucketWhoseLimitsEncloseIt()
    {
        var numbers = Gen.Choose(-1000, 1000).SelectMany(n => Gen.Elements(1f, 1e-6f, 3e30f).Select(scale => n * scale)).NonEmptyListOf();

        Properties.Hold(numbers, drawn =>
        {
            var values = drawn.ToArray();
            var histogram = Buckets.Count(values)!;

            var limits = histogram.BucketLimit.ToArray();
            Assert.That(histogram.Bucket.Sum(), Is.EqualTo(values.Length));
            Assert.That(limits, Is.Ordered);
            Assert.That(limits[^1], Is.EqualTo(values.Max()));
            for (var i = 0; i < limits.Length; i++)
            {
                // A number on a limit may lie on either side of it, by rounding.
                var rounding = 1e-9 * (histogram.Max - histogram.Min);
                Assert.That(histogram.Bucket.Take(i + 1).Sum(), Is.InRange(values.Count(v => v < limits[i] - rounding), values.Count(v => v <= limits[i] + rounding)));
            }
        });
    }

    [Test]
    public void MomentsAreThoseOfTheNumbers()
    {
        var histogram = Buckets.Count([1, -2, 4, 0])!;

        Assert.That(
            new[] { histogram.Num, histogram.Min, histogram.Max, histogram.Sum, histogram.SumSquares },
            Is.EqualTo(new double[] { 4, -2, 4, 3, 21 }));
    }

    [Test]
    public void EqualNumbersNeedOneBucket()
    {
        var histogram = Buckets.Count([0.5f, 0.5f, 0.5f])!;

        Assert.That(histogram.BucketLimit, Is.EqualTo(new[] { 0.5 }));
        Assert.That(histogram.Bucket, Is.EqualTo(new[] { 3.0 }));
    }

    [Test]
    public void WhatIsNotFiniteIsNotCounted()
    {
        Assert.That(Buckets.Count([float.NaN, 1, float.PositiveInfinity, 2, float.NegativeInfinity])!.Num, Is.EqualTo(2));
        Assert.That(Buckets.Count([float.NaN]), Is.Null);
        Assert.That(Buckets.Count([]), Is.Null);
    }
}
