using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class SdmGradTests
{
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "SDMGrad", "torchjd" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "SDMGrad", "libmtl" })]
    public void EqualsTheRecordedSteps(AggregatorCase row)
    {
        var options = new SdmGradOptions
        {
            Lambda = row.Hyper.Number("lambda"),
            Lr = row.Hyper.Number("lr"),
            Momentum = row.Hyper.Number("momentum"),
            Iterations = row.Hyper.Whole("n_iter"),
        };

        // LibMTL's recorded weights are those before the pull.
        CrossGramianRows.Check(row, () => new SdmGrad(options, row.Tasks()), compareWeights: row.Hyper.Number("lr") == 10);
    }

    [Test]
    public void ItRemembersWhatItSavesAndNothingElse() => CrossGramianRows.CheckMemory(Make);

    [Test]
    public void AnyGradientsHaveWeightsOnTheSimplex() => CrossGramianRows.CheckSimplex(Make);

    [Test]
    public void TheRepresentationsGradientsAreRefused() => CrossGramianRows.CheckRepresentationIsRefused(new SdmGradOptions());

    private static ICrossGramianWeighting Make(int tasks) => (ICrossGramianWeighting)new SdmGradOptions().Build(Contexts.Of(tasks));
}
