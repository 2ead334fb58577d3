using MtlTorch.Tensors;

namespace MtlTorch.Tests.Tensors;

public sealed class RandomnessTests
{
    [Test]
    public void EqualSeedsGiveEqualDraws()
    {
        var first = Draw(new Randomness(7), "dropout");

        Assert.That(Draw(new Randomness(7), "dropout"), Is.EqualTo(first));
    }

    [Test]
    public void SeedPurposeAndIndexTellDrawsApart()
    {
        var randomness = new Randomness(7);
        long[] derived = [randomness.Derive("a"), randomness.Derive("b"), randomness.Derive("a", 1), randomness.Derive("a", 1, 2), new Randomness(8).Derive("a")];

        Assert.That(derived, Is.Unique);
    }

    [Test]
    public void DerivedSeedsNeverChange()
    {
        // A change here would silently change every number of every run: it needs a line in the changelog.
        Assert.That(new Randomness(1).Derive("batch order", 3), Is.EqualTo(1586557951929730130));
    }

    [Test]
    public void AStreamGoesOnWhereItStopped()
    {
        using var randomness = new Randomness(7);
        var first = Draw(randomness, "dropout");

        Assert.That(Draw(randomness, "dropout"), Is.Not.EqualTo(first));
    }

    [Test]
    public void AStreamDrawsOnTheCpu()
    {
        using var randomness = new Randomness(7);

        Assert.That(randomness.Stream("dropout").device.type, Is.EqualTo(DeviceType.CPU));
    }

    [Test]
    public void TheGlobalGeneratorIsOutOfReach()
    {
        torch.manual_seed(1);
        var before = Draw(new Randomness(7), "dropout");
        torch.manual_seed(2);
        using var noise = torch.rand(3);

        Assert.That(Draw(new Randomness(7), "dropout"), Is.EqualTo(before));
    }

    private static float[] Draw(Randomness randomness, string purpose)
    {
        using var scope = torch.NewDisposeScope();
        return torch.rand([4L], generator: randomness.Stream(purpose)).data<float>().ToArray();
    }
}
