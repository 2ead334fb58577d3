using MtlTorch.Experiments.Sweeps.Launching;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Launching;

public sealed class EpochFollowerTests : FolderTests
{
    private const string Step = "{\"epoch\":1,\"step\":7,\"tasks\":[\"a\"]}\n";

    private string Metrics => Folder["metrics.jsonl"];

    [Test]
    public void EpochsAreToldOnceAndInTheirOrder()
    {
        var follower = new EpochFollower(Metrics);
        Assert.That(follower.Look(), Is.Empty);
        File.AppendAllText(Metrics, Step + Lines(1) + Lines(2));
        Assert.That(follower.Look(), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(follower.Look(), Is.Empty);
        File.AppendAllText(Metrics, Lines(3));
        Assert.That(follower.Look(), Is.EqualTo(new[] { 3 }));
    }

    [Test]
    public void ALineThatIsStillWrittenIsReadWhenItIsWhole()
    {
        var follower = new EpochFollower(Metrics);
        File.WriteAllText(Metrics, Lines(1)[..30]);
        Assert.That(follower.Look(), Is.Empty);
        File.WriteAllText(Metrics, Lines(1));
        Assert.That(follower.Look(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void WhatIsRepeatedAfterACrashIsNotToldAgain()
    {
        var follower = new EpochFollower(Metrics);
        File.WriteAllText(Metrics, Lines(1) + Lines(2) + Lines(3));
        follower.Look();
        File.WriteAllText(Metrics, Lines(1) + Lines(2));
        Assert.That(follower.Look(), Is.Empty);
        File.AppendAllText(Metrics, Lines(3) + Lines(4));
        Assert.That(follower.Look(), Is.EqualTo(new[] { 4 }));
    }

    private static string Lines(int epoch) => $"{{\"epoch\":{epoch},\"split\":\"train\",\"tasks\":{{}}}}\n{{\"epoch\":{epoch},\"split\":\"validation\",\"tasks\":{{}}}}\n";
}
