using MtlTorch.Clustering;
using MtlTorch.Metrics.Clustering;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Clustering;

public sealed class PseudoLabelsTests
{
    private static readonly PseudoLabelOptions Options = new() { Clustering = new KMeansOptions { Clusters = 5, Starts = 3 }, WhitenedDimensions = 4 };

    [Test]
    public void TheyAreMadeAtTheFirstEpochAndEverySoManyLater()
    {
        using var randomness = new Randomness(1);
        using var labels = new PseudoLabels(Options with { Every = 3 }, randomness);

        Assert.That(Enumerable.Range(1, 8).Where(labels.IsDue), Is.EqualTo(new[] { 1, 4, 7 }));
    }

    [Test]
    public void ClustersKeepTheirNamesFromRefreshToRefresh()
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(1);
        using var labels = new PseudoLabels(Options, randomness);
        var (rows, groups) = Blobs.Draw(200, 5);
        var first = labels.Refresh(rows, 1);
        using var before = labels.Labels!.clone();

        for (var epoch = 2; epoch < 6; epoch++)
        {
            var round = labels.Refresh(rows * (1 + 0.1 * epoch), epoch);

            TensorAssert.Same(labels.Labels!, before, $"epoch {epoch}");
            Assert.That((round.Kept, round.Agreement), Is.EqualTo((1.0, 1.0)));
        }

        Assert.That((first.Kept, first.Agreement), Is.EqualTo((double.NaN, double.NaN)));
        Assert.That(AdjustedRandIndex.Of(ContingencyTable.Of(before, groups)), Is.EqualTo(1));
    }

    [Test]
    public void ARunThatGoesOnGetsTheSameLabels()
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(1);
        var features = new[] { 1, 2, 3 }.Select(seed => Blobs.Draw(200, 5, distance: 1, seed: seed).Rows).ToList();
        using var whole = new PseudoLabels(Options, randomness);
        whole.Refresh(features[0], 1);
        whole.Refresh(features[1], 2);
        using var again = new PseudoLabels(Options, randomness);
        again.Restore(whole.Labels!);

        var (one, other) = (whole.Refresh(features[2], 3), again.Refresh(features[2], 3));

        TensorAssert.Same(other.Labels, one.Labels);
        Assert.That((other.Kept, other.Inertia), Is.EqualTo((one.Kept, one.Inertia)));
        Assert.That(one.Kept, Is.InRange(0.1, 0.9), "the features are noise");
    }

    [Test]
    public void WithoutWhiteningFeaturesAreClusteredAsTheyAre()
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(1);
        using var labels = new PseudoLabels(Options with { WhitenedDimensions = 0 }, randomness);
        var rows = Blobs.Draw(200, 5).Rows;
        using var found = Options.Clustering.Fit(rows, randomness.Fresh("pseudo-labels", 1));

        TensorAssert.Same(labels.Refresh(rows, 1).Labels, found.Assignments);
    }

    [Test]
    public void OnlyTheLabelsAreKept()
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(1);
        using var labels = new PseudoLabels(Options, randomness);
        var rows = Blobs.Draw(200, 5).Rows;
        labels.Refresh(rows, 1);

        Assert.That(LiveTensors.LeftBy(() => labels.Refresh(rows, 2)), Is.Zero);
    }
}
