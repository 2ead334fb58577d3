using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;

namespace MtlTorch.Tests.Balancing.Gradients;

public sealed class CrMogmTests : GramianContract
{
    protected override IGramianWeighting Make(int tasks) => (IGramianWeighting)new CrMogmOptions().Build(Contexts.Of(tasks));

    [TestCaseSource(typeof(AggregatorCase), nameof(AggregatorCase.Of), new object[] { "CR-MOGM(UPGrad)", "torchjd" })]
    public void EqualsTheRecordedMeans(AggregatorCase row)
    {
        var inner = new UpGradOptions { Regularization = row.Hyper.Number("reg_eps"), NormEpsilon = row.Hyper.Number("norm_eps") };
        var options = new CrMogmOptions { Inner = inner, Alpha = row.Hyper.Number("alpha") };
        GramianRows.Check(row, () => (IGramianWeighting)options.Build(Contexts.Of(row.Tasks())));
    }

    [Test]
    public void WhatTheInnerMethodRemembersIsSavedWithIt()
    {
        using var scope = torch.NewDisposeScope();
        var method = (IStateful)new CrMogmOptions { Inner = new GradVacOptions() }.Build(Contexts.Of(3));

        Assert.That(method.Save().Keys, Is.EquivalentTo(new[] { "inner.targets" }));
    }

    [Test]
    public void AMethodThatSeesNoGramianIsRefused() => Assert.That(
        () => new CrMogmOptions { Inner = new MoDoOptions() }.Build(Contexts.Of(3)),
        Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("inner: this method does not turn the inner products"));

    [Test]
    public void AMistakeOfTheInnerMethodIsToldWithItsPlace() => Assert.That(
        () => new CrMogmOptions { Inner = new KrumOptions { Byzantine = 1 } }.Build(Contexts.Of(3)),
        Throws.TypeOf<InvalidOptionException>().With.Property("Option").EqualTo("inner.byzantine"));

    [Test]
    public void TheGradientsAreChosenOutside()
    {
        var options = new CrMogmOptions { Inner = new UpGradOptions { Gradients = GradientSource.Representation } };

        Assert.That(options.Problems().Select(p => p.Option), Is.EqualTo(new[] { "inner.gradients" }));
    }
}
