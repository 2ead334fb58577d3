using MtlTorch.Experiments.Studies.CrossValidation;

namespace MtlTorch.Experiments.Tests.Studies.CrossValidation;

/// <summary>Which point is the best, and which the simplest within one standard error.</summary>
public sealed class ChoiceTests
{
    private static readonly CrossValidationRequest OneKey = new() { Folds = 2, Grid = [GridAxis.Parse("optimizer.weightDecay=0,1,2,3")] };

    /// <summary>The best has mean 10 and standard error 1.</summary>
    private static readonly PointScore[] Points = [Of(1, 8.5, "0"), Of(2, 10, "1"), Of(3, 9.5, "2"), Of(4, 8.9, "3")];

    [Test]
    public void TheSimplestWithinOneStandardErrorIsTaken()
    {
        var choice = Choice.Of(OneKey, Points);
        Assert.That((choice.Best!.Point.Number, choice.OneSe!.Point.Number, choice.Chosen!.Point.Number), Is.EqualTo((2, 3, 2)));
        Assert.That(Choice.Of(OneKey with { Choose = Choose.OneSe }, Points).Chosen!.Point.Number, Is.EqualTo(3));
    }

    [Test]
    public void ExactlyOneStandardErrorIsWithin() =>
        Assert.That(Choice.Of(OneKey, [.. Points.Take(3), Of(4, 9, "3")]).OneSe!.Point.Number, Is.EqualTo(4));

    [Test]
    public void TheOtherDirectionCanBeNamed() =>
        Assert.That(Choice.Of(OneKey.WithSimpler(["optimizer.weightDecay=smaller"]), [Of(1, 9.2, "0"), .. Points.Skip(1)]).OneSe!.Point.Number, Is.EqualTo(1));

    [Test]
    public void WithoutAnOrderThereIsNoSimplestOne()
    {
        var choice = Choice.Of(OneKey with { Grid = [GridAxis.Parse("optimizer.lr=0,1,2,3")] }, Points);
        Assert.That((choice.OneSe, choice.Chosen!.Point.Number), Is.EqualTo(((PointScore?)null, 2)));
        Assert.That(choice.NoOneSe, Does.StartWith("no key of the grid says which point is simpler"));
    }

    [Test]
    public void KeysWithoutAnOrderKeepTheValueOfTheBest()
    {
        var request = new CrossValidationRequest { Folds = 2, Grid = [GridAxis.Parse("optimizer.lr=1,2"), GridAxis.Parse("optimizer.weightDecay=0,1")] };
        var choice = Choice.Of(request, [Of(1, 10, "1", "0"), Of(2, 9.1, "1", "1"), Of(3, 9.9, "2", "0"), Of(4, 9.9, "2", "1")]);
        Assert.That(choice.OneSe!.Point.Number, Is.EqualTo(2));
    }

    [Test]
    public void NoKeyIsLessSimpleThanTheBestOne()
    {
        var request = new CrossValidationRequest { Folds = 2, Grid = [GridAxis.Parse("model.trunk.dropout=0,0.1,0.2"), GridAxis.Parse("optimizer.weightDecay=0,1")] };
        var choice = Choice.Of(request, [Of(1, 10, "0", "1"), Of(2, 9.9, "0.2", "0"), Of(3, 9.5, "0.1", "1")]);
        Assert.That(choice.OneSe!.Point.Number, Is.EqualTo(3));
    }

    [Test]
    public void OfEquallyGoodPointsTheFirstIsTheBest() =>
        Assert.That(Choice.Of(OneKey, [Of(1, 5, "0"), Of(2, 5, "1")]).Best!.Point.Number, Is.EqualTo(1));

    [Test]
    public void PointsWithFailedFoldsAreNotChosen()
    {
        var failed = Folded.Point(5, ["3"], 1, [[99], [99]], failed: 0);
        Assert.That(Choice.Of(OneKey with { Choose = Choose.OneSe }, [.. Points, failed]).Chosen!.Point.Number, Is.EqualTo(3));
        Assert.That(Choice.Of(OneKey, [failed]), Is.EqualTo(new Choice(null, null, "no point can be chosen", null)));
    }

    private static PointScore Of(int number, double mean, params string[] values) => Folded.Point(number, values, 1, [[mean - 1], [mean + 1]]);
}
