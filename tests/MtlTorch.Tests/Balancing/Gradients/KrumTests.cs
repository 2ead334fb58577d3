using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class KrumTests : GramianContract
{
    protected override int FewestTasks => 3;

    protected override IGramianWeighting Make(int tasks) => (IGramianWeighting)new KrumOptions { Selected = 3 }.Build(Contexts.Of(tasks));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "Krum", "torchjd_b0_s1" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "Krum", "torchjd_b1_s1" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "Krum", "torchjd_b1_s2" })]
    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "Krum", "torchjd_b2_s3" })]
    public void EqualsTheRecordedMeanWhereThereAreEnoughTasks(AggregatorCase row)
    {
        var options = new KrumOptions { Byzantine = row.Hyper.Whole("n_byzantine"), Selected = row.Hyper.Whole("n_selected") };
        if (row.Status == "ok")
        {
            GramianRows.Check(row, () => (IGramianWeighting)options.Build(Contexts.Of(row.Tasks())));
        }
        else
        {
            Assert.That(() => options.Build(Contexts.Of(row.Tasks())), Throws.TypeOf<InvalidOptionException>());
        }
    }

    [TestCase(0, 1, 2, "byzantine: 0 wrong gradients need at least 3 tasks, and there are 2. Choose another method.")]
    [TestCase(2, 1, 4, "byzantine: 2 wrong gradients need at least 5 tasks, and there are 4. At most 1 fit.")]
    [TestCase(0, 4, 3, "selected: 4 gradients cannot be chosen of 3. Give 3 at most.")]
    public void TooFewTasksAreRefused(int byzantine, int selected, int tasks, string message) => Assert.That(
        () => new KrumOptions { Byzantine = byzantine, Selected = selected }.Build(Contexts.Of(tasks)),
        Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(message));

    [Test]
    public void AGradientFarFromAllOthersIsNeverChosen() => Properties.Hold(Jacobian.Typical(4), jacobian =>
    {
        var wrong = new Jacobian([.. jacobian.Rows, [.. jacobian.Rows[0].Select(x => 1000 + x)]]);

        Assert.That(new Krum(byzantine: 1, selected: 1).Weights(wrong.Gramian(), wrong.Losses)[^1], Is.Zero);
    });
}
