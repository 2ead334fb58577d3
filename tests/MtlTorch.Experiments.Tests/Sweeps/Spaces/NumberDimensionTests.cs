using FsCheck.Fluent;
using MtlTorch.Experiments.Sweeps.Spaces;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Spaces;

public sealed class NumberDimensionTests
{
    private static NumberDimension Number(double from, double to, bool log = false, double? step = null, bool whole = false) => new("n", from, to, log, step, whole, []);

    [Test]
    public void A_range_begins_and_ends_with_its_ends()
    {
        Assert.That(Number(-2, 6).At(0), Is.EqualTo(-2));
        Assert.That(Number(-2, 6).At(0.5), Is.EqualTo(2));
        Assert.That(Number(-2, 6).At(1), Is.EqualTo(6));
    }

    [Test]
    public void On_a_logarithmic_scale_equal_shares_are_equal_ratios()
    {
        Assert.That(Number(1e-4, 1, log: true).At(0.25), Is.EqualTo(1e-3));
        Assert.That(Number(1e-4, 1, log: true).At(0.5), Is.EqualTo(1e-2));
        Assert.That(Number(1e-4, 1, log: true).ShareOf(1e-3), Is.EqualTo(0.25).Within(1e-12));
    }

    [Test]
    public void Each_whole_number_has_the_same_room()
    {
        var counts = Enumerable.Range(0, 600).GroupBy(i => Number(1, 6, step: 1, whole: true).At((i + 0.5) / 600)).ToDictionary(g => g.Key, g => g.Count());

        Assert.That(counts, Is.EquivalentTo(Enumerable.Range(1, 6).ToDictionary(i => (double)i, _ => 100)));
    }

    [Test]
    public void The_last_step_is_the_last_that_fits()
    {
        Assert.That(Number(0, 1, step: 0.3).Cardinality, Is.EqualTo(4));
        Assert.That(Number(0, 1, step: 0.3).At(0.9999), Is.EqualTo(0.9));
        Assert.That(Number(0, 1, step: 0.1).Cardinality, Is.EqualTo(11));
        Assert.That(Number(0, 0.5, step: 2).Cardinality, Is.EqualTo(1));
        Assert.That(Number(0, 1).Cardinality, Is.Null);
        Assert.That(Number(1, 1).Cardinality, Is.EqualTo(1));
    }

    [Test]
    public void Half_a_step_below_a_logarithmic_range_may_be_nothing()
    {
        // 1 - 4 / 2 has no logarithm.
        var dimension = Number(1, 9, log: true, step: 4);

        Assert.That(Enumerable.Range(0, 1000).Select(i => dimension.At(i / 1000.0)).Distinct(), Is.EqualTo(new[] { 1.0, 5, 9 }));
    }

    [Test]
    public void Values_are_written_as_one_would_write_them()
    {
        Assert.That(Number(0, 1, step: 0.1).At(0.3), Is.EqualTo(0.3));
        Assert.That(Number(1e-5, 9e-5, step: 1e-5).At(0.3), Is.EqualTo(3e-5));
        Assert.That(Number(1, 1000, step: 1, whole: true).Json(30).ToJsonString(), Is.EqualTo("30"));
    }

    [Test]
    public void A_limit_that_does_not_end_after_fifteen_digits_is_not_crossed() => Assert.That(Number(0.1 + 0.2, 1).At(0), Is.EqualTo(0.1 + 0.2));

    [Test]
    public void What_is_between_two_steps_or_outside_is_no_value()
    {
        Assert.That(Number(0, 1, step: 0.25).Number(0.5), Is.EqualTo(0.5));
        Assert.That(Number(0, 1, step: 0.25).Number(0.6), Is.Null);
        Assert.That(Number(0, 1).Number(1.5), Is.Null);
        Assert.That(Number(0, 1).Number("0.5"), Is.Null);
        Assert.That(Number(0, 1).Number(null), Is.Null);
        Assert.That(Number(1, 8, step: 1, whole: true).Number(3L), Is.EqualTo(3));
        Assert.That(Number(1, 8, step: 1, whole: true).Number(3), Is.EqualTo(3));
    }

    [Test]
    public void The_share_of_a_value_leads_back_to_it() => Properties.Hold(
        SomeSpaces.Numbers.SelectMany(space => Gen.Choose(0, 9999).Select(share => (space, share / 10000.0))),
        drawn =>
        {
            foreach (var dimension in drawn.space.Dimensions)
            {
                var value = dimension.At(drawn.Item2);
                Assert.That(dimension.At(dimension.ShareOf(value)), Is.EqualTo(value).Within(1e-12 * Math.Abs(value)), dimension.ToString());
            }
        });
}
