using MtlTorch.Tasks;
using MtlTorch.Training.Probing;

namespace MtlTorch.Tests.Training.Probing;

/// <summary>Probes of a model.</summary>
public sealed class ProberTests
{
    [Test]
    public void TheInputsTellWhatTheyAreMadeOf()
    {
        using var model = Some.Model();
        using var train = Some.Split(400);
        using var test = Some.Split(200, salt: 2);

        var figures = new Prober(model, 64).Run([Probe("kind", "kind", ProbeSource.Inputs), Probe("sums", "amount", ProbeSource.Inputs)], train, null, test);

        Assert.That(figures.Keys, Is.EqualTo(new[] { "kind", "sums" }));
        Assert.That(figures["kind"], Has.Property("Metric").EqualTo("accuracy").And.Property("Validation").Null.And.Property("Rows").EqualTo(400));
        Assert.That(figures["kind"].Test, Is.GreaterThan(0.9));
        Assert.That(figures["sums"].Metric, Is.EqualTo("r2"));
        Assert.That(figures["sums"].Test, Is.GreaterThan(0.999), "linear in the inputs");
    }

    [Test]
    public void TheModelIsSeenInEvaluationMode()
    {
        using var model = Some.Model(dropout: 0.5);
        using var train = Some.Split(100);
        model.train();
        var probe = Probe("amount", "amount", ProbeSource.Features);

        double?[] figures = [.. new[] { 7, 100 }.Select(batchSize => new Prober(model, batchSize).Run([probe], train, train, null)["amount"].Validation)];

        Assert.That(figures[0], Is.EqualTo(figures[1]!).Within(1e-6), "dropout would draw other units each time");
        Assert.That(model.training, Is.True, "left in its mode");
    }

    [Test]
    public void TheFeaturesAreTheTrunks()
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        using var model = Some.Model();
        using var train = Some.Split(100);
        var probe = Probe("kind", "kind", ProbeSource.Features);
        var before = new Prober(model, 64).Run([probe], train, train, null)["kind"].Validation;

        // A trunk that tells nothing leaves the most frequent class to guess.
        foreach (var parameter in model.Groups.First(g => g.Name == MultiTaskModel.SharedGroup).Module.parameters())
        {
            parameter.zero_();
        }

        var most = train.Targets["kind"].bincount(null, 3).max().item<long>() / 100.0;
        Assert.That(new Prober(model, 64).Run([probe], train, train, null)["kind"].Validation, Is.EqualTo(most).Within(1e-12).And.LessThan(before!));
    }

    [Test]
    public void TheModelStaysAsItIs()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Some.Model();
        using var train = Some.Split(50);
        var before = model.parameters().Select(p => p.detach().clone()).ToList();

        new Prober(model, 20).Run([Probe("kind", "kind", ProbeSource.Features)], train, train, train);

        foreach (var (was, now) in before.Zip(model.parameters()))
        {
            TensorAssert.Same(now, was);
            Assert.That(now.grad, Is.Null);
        }
    }

    [Test]
    public void RowsWithoutALabelCountNowhere()
    {
        using var model = Some.Model();
        using var train = Some.Split(100);
        using var test = Some.Split(60, salt: 2);
        train.Targets["kind"].narrow(0, 30, 70).fill_(-1);
        test.Targets["kind"].narrow(0, 0, 59).fill_(-1);
        test.Targets["amount"].fill_(double.NaN);

        var figures = new Prober(model, 64).Run([Probe("kind", "kind", ProbeSource.Inputs), Probe("amount", "amount", ProbeSource.Inputs)], train, null, test);

        Assert.That(figures["kind"].Rows, Is.EqualTo(30));
        Assert.That(figures["kind"].Test, Is.EqualTo(0).Or.EqualTo(1), "of one row");
        Assert.That(figures["amount"].Test, Is.NaN, "no row to tell by");
    }

    [Test]
    public void WithoutAnyLabelThereIsNoFigure()
    {
        using var model = Some.Model();
        using var train = Some.Split(20);
        train.Targets["kind"].fill_(-1);

        var figures = new Prober(model, 64).Run([Probe("kind", "kind", ProbeSource.Inputs)], train, null, train)["kind"];

        Assert.That((figures.Rows, figures.Validation, figures.Converged), Is.EqualTo((0L, (double?)null, false)));
        Assert.That(figures.Test, Is.NaN);
    }

    [Test]
    public void AnUnknownTargetIsRefused() => Assert.That(
        () => new ProbeOptions { Target = "knid" }.Build("kind", Some.Targets),
        Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("target: the data set has no target 'knid'; it has kind, amount."));

    [Test]
    public void NoTensorIsLeftBehind()
    {
        using var model = Some.Model();
        using var train = Some.Split(50);
        var prober = new Prober(model, 20);

        Assert.That(LiveTensors.LeftBy(() => prober.Run([Probe("kind", "kind", ProbeSource.Features), Probe("amount", "amount", ProbeSource.Inputs)], train, train, null)), Is.Zero);
    }

    private static Probe Probe(string name, string target, ProbeSource on) => new ProbeOptions { Target = target, On = on }.Build(name, Some.Targets);
}
