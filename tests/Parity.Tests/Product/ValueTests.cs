using System.Globalization;
using Parity.Tests.Support;

namespace Parity.Tests.Product;

/// <summary>How tensors are made from values, and values read from tensors.</summary>
public sealed class ValueTests
{
    private readonly Transcript transcript = new();

    [Test]
    public void Factories()
    {
        transcript.Say("eye", eye(3));
        transcript.Say("arange", arange(5));
        transcript.Say("arange f", arange(0.0, 1.0, 0.25));
        transcript.Say("linspace", linspace(0, 1, 5));
        transcript.Say("full", full([2, 2], 3.5));
        transcript.Say("tensor 1.0", tensor(1.0));
        transcript.Say("tensor 1f", tensor(1f));
        transcript.Say("tensor int", tensor(new[] { 1, 2 }));
        transcript.Say("tensor 2d", tensor(new float[,] { { 1, 2 }, { 3, 4 } }));
        transcript.Say("zeros i", zeros(2, 3, dtype: int64));
        transcript.Say("ones", ones(2));
        transcript.Say("promote", ((ones(1, int64) * 2.0).dtype, (ones(1, int32) * 2L).dtype, (ones(1, float64) * ones(1)).dtype));
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Values_are_read()
    {
        manual_seed(9);
        var x = randn(4, 6);
        transcript.Say("bool", (bool)tensor(3).eq(3));
        transcript.Say("double", (double)x[0, 0]);
        transcript.Say("ToDouble", x[0, 0].ToScalar().ToDouble());
        transcript.Say("data", string.Join(" ", x[0].data<float>().ToArray().Select(v => v.ToString("r", CultureInfo.InvariantCulture))));
        transcript.Say("index", x.data<float>()[1, 2]);
        transcript.Say("bytes", x.bytes.Length);
        transcript.Say("isnan", x.isnan().any());
        transcript.Say("allclose", x.allclose(x + 1e-9));
        transcript.Say("eq", x.Equals(x.clone()));
        transcript.Say("string", x.ToString());
        transcript.ShouldBeAsExpected();
    }
}
