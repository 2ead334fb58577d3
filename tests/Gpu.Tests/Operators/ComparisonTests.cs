namespace Gpu.Tests.Operators;

/// <summary>The comparison notices what it is there for.</summary>
public sealed class ComparisonTests
{
    [Test]
    public void A_value_a_type_and_a_shape_that_differ_are_told()
    {
        using var scope = NewDisposeScope();
        var ones = torch.ones(2, 2);

        Assert.Multiple(() =>
        {
            Assert.That(Comparison.Difference(ones, ones.clone()), Is.Null);
            Assert.That(Comparison.Difference(ones, ones + 1e-6), Is.Null);
            Assert.That(Comparison.Difference(ones, ones + 1e-3), Does.Contain("not 1, at place 0 of 4"));
            Assert.That(Comparison.Difference(ones, ones.to(float64)), Is.EqualTo("Float64, not Float32"));
            Assert.That(Comparison.Difference(ones, ones.view(4)), Is.EqualTo("[4], not [2, 2]"));
            Assert.That(Comparison.Difference(ones.to(int64), ones.to(int64) + 1), Does.Contain("2, not 1"));
            Assert.That(Comparison.Difference(new[] { ones }, new[] { ones, ones }), Is.EqualTo("2 results, not 1"));
            Assert.That(Comparison.Difference((ones, ones), (ones, ones * 2)), Does.Contain("2, not 1"));
            Assert.That(Comparison.Difference(ones * double.NaN, ones * double.NaN), Is.Null);
            Assert.That(Comparison.Difference(ones, ones * double.NaN), Does.Contain("NaN"));
            Assert.That(Comparison.Difference(3L, 4L), Is.EqualTo("4, not 3"));
        });
    }

    [Test]
    public void Where_values_are_free_only_types_and_shapes_count()
    {
        using var scope = NewDisposeScope();

        Assert.Multiple(() =>
        {
            Assert.That(Comparison.Difference(zeros(3), torch.ones(3), comparesValues: false), Is.Null);
            Assert.That(Comparison.Difference(zeros(3), torch.ones(4), comparesValues: false), Is.EqualTo("[4], not [3]"));
        });
    }
}
