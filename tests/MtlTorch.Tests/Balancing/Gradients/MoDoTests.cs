using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class MoDoTests
{
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "MoDo", "torchjd" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "MoDo", "libmtl" })]
    public void EqualsTheRecordedSteps(AggregatorCase row)
    {
        var options = new MoDoOptions { Gamma = row.Hyper.Number("gamma"), Rho = row.Hyper.Number("rho") };
        CrossGramianRows.Check(row, () => new MoDo(options, row.Tasks()));
    }

    [Test]
    public void WithTheSameGradientsAgainAndAgainItComesToTheShortestMean() => Properties.Hold(Jacobian.Typical(), jacobian =>
    {
        const int Steps = 1000;
        var gramian = jacobian.Gramian();
        var trace = Enumerable.Range(0, jacobian.Tasks).Sum(i => gramian[i, i]);
        var method = new MoDo(new MoDoOptions { Gamma = 1 / trace, Rho = 0 }, jacobian.Tasks);
        double[] weights = [];
        for (var step = 0; step < Steps; step++)
        {
            weights = method.Weights(gramian.ToArray());
        }

        var shortest = new Mgda(new MgdaOptions()).Weights(gramian, jacobian.Losses);

        // The guarantee of projected gradient descent with steps of 1 / trace from within distance sqrt(2).
        var (found, least) = (jacobian.Direction(weights).Sum(x => x * x), jacobian.Direction(shortest).Sum(x => x * x));
        Assert.That(found, Is.InRange(least - 1e-12, least + (2 * trace / Steps)));
    });

    [Test]
    public void ItRemembersWhatItSavesAndNothingElse() => CrossGramianRows.CheckMemory(Make);

    [Test]
    public void AnyGradientsHaveWeightsOnTheSimplex() => CrossGramianRows.CheckSimplex(Make);

    [Test]
    public void TheRepresentationsGradientsAreRefused() => CrossGramianRows.CheckRepresentationIsRefused(new MoDoOptions());

    private static ICrossGramianWeighting Make(int tasks) => (ICrossGramianWeighting)new MoDoOptions().Build(Contexts.Of(tasks));
}
