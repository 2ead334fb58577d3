using MtlTorch.Experiments.Studies;

namespace MtlTorch.Experiments.Tests.Studies;

/// <summary>What processes that train runs are told of waiting.</summary>
public sealed class WaitPolicyTests
{
    private const string Turns = "GOMP_SPINCOUNT";

    [Test]
    public void WaitingIsShort() => Assert.That(Shortened([]), Is.EqualTo(new Dictionary<string, string?> { [Turns] = "1000" }));

    [Test]
    public void WhatTheUserSetStays()
    {
        Assert.That(Shortened(new() { [Turns] = "5" })[Turns], Is.EqualTo("5"));
        Assert.That(Shortened(new() { ["OMP_WAIT_POLICY"] = "ACTIVE" }), Does.Not.ContainKey(Turns));
    }

    private static Dictionary<string, string?> Shortened(Dictionary<string, string?> environment)
    {
        WaitPolicy.Shorten(environment);
        return environment;
    }
}
