namespace SystemTorch.Tests.Core;

public sealed class ScalarTests
{
    private static IEnumerable<TestCaseData<Scalar, ScalarType, double>> Numbers()
    {
        yield return new((byte)7, ScalarType.Int64, 7);
        yield return new((sbyte)-7, ScalarType.Int64, -7);
        yield return new((short)-300, ScalarType.Int64, -300);
        yield return new(70_000, ScalarType.Int64, 70_000);
        yield return new(1L << 40, ScalarType.Int64, 1L << 40);
        yield return new(0.1f, ScalarType.Float64, 0.1f);
        yield return new(0.1, ScalarType.Float64, 0.1);
        yield return new(true, ScalarType.Bool, 1);
    }

    [TestCaseSource(nameof(Numbers))]
    public void Numbers_keep_kind_and_value(Scalar number, ScalarType type, double value)
        => Assert.That((number.Type, number.ToDouble()), Is.EqualTo((type, value)));

    [Test]
    public void Numbers_are_promoted_as_numbers()
    {
        Assert.Multiple(() =>
        {
            Assert.That((ones(1, int32) + 1).dtype, Is.EqualTo(int32));
            Assert.That((ones(1, int32) + 1.5).dtype, Is.EqualTo(float32));
            Assert.That((ones(1, float32) + 1.5).dtype, Is.EqualTo(float32));
            Assert.That((ones(1, @bool) + 1).dtype, Is.EqualTo(int64));
        });
    }

    [Test]
    public void A_tensor_s_element_becomes_a_number()
    {
        Assert.Multiple(() =>
        {
            Assert.That(tensor(3L).ToScalar().ToInt64(), Is.EqualTo(3));
            Assert.That(tensor(2.5f).ToScalar().ToDouble(), Is.EqualTo(2.5));
            Assert.That(tensor(true).ToScalar().ToBoolean(), Is.True);
        });
    }
}
