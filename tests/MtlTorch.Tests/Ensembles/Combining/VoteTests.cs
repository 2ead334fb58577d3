using MtlTorch.Ensembles.Combining;

namespace MtlTorch.Tests.Ensembles.Combining;

public sealed class VoteTests
{
    [Test]
    public void TheMajorityWinsAgainstCertainty()
    {
        using var scope = torch.NewDisposeScope();
        var members = Rows([0.4, 0.35, 0.25], [0.4, 0.35, 0.25], [0.0001, 0.9998, 0.0001]);
        var combined = new Vote().Classes(members).exp();

        Assert.That(combined.argmax(-1).item<long>(), Is.Zero);

        // (votes + mean) / 4: (2 + 0.2667) / 4, (1 + 0.5666) / 4, (0 + 0.1667) / 4.
        TensorAssert.Close(combined, torch.tensor(new[] { 0.566675, 0.39165, 0.041675 }).view(1, 3), 1e-9);
    }

    [Test]
    public void AmongEquallyManyVotesTheMeanProbabilityDecides()
    {
        using var scope = torch.NewDisposeScope();
        var members = Rows([0.5, 0.4, 0.1], [0.1, 0.8, 0.1]);

        Assert.That(new Vote().Classes(members).argmax(-1).item<long>(), Is.EqualTo(1));
        Assert.That(new Vote().Classes(members.flip(0)).argmax(-1).item<long>(), Is.EqualTo(1));
    }

    [Test]
    public void NoRowIsDecidedAgainstMoreVotes()
    {
        using var scope = torch.NewDisposeScope();
        using var outputs = Outputs.Classes(5, 500);
        var votes = torch.nn.functional.one_hot(outputs.Members.argmax(-1), 3).sum(dim: 0);
        var chosen = new Vote().Classes(outputs.Members).argmax(-1);

        TensorAssert.Same(votes.gather(1, chosen.unsqueeze(1)).squeeze(1), votes.amax([1L]));
    }

    [TestCase(new double[] { 5, 1, 2 }, 2)]
    [TestCase(new double[] { 5, 1, 2, 100 }, 3.5)]
    [TestCase(new double[] { 7 }, 7)]
    public void NumbersVoteByTheirMedian(double[] members, double median)
    {
        using var scope = torch.NewDisposeScope();

        Assert.That(new Vote().Numbers(torch.tensor(members, torch.float64).view(-1, 1, 1)).item<double>(), Is.EqualTo(median));
    }

    private static torch.Tensor Rows(params double[][] probabilities) =>
        torch.tensor(probabilities.SelectMany(p => p).ToArray(), torch.float64).view(probabilities.Length, 1, 3).log();
}
