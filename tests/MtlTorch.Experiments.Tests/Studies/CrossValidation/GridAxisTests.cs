using MtlTorch.Experiments.Studies.CrossValidation;

namespace MtlTorch.Experiments.Tests.Studies.CrossValidation;

/// <summary>What --grid understands.</summary>
public sealed class GridAxisTests
{
    [TestCase("optimizer.lr=0.1,0.01", "0.1|0.01")]
    [TestCase("a= 1 , 2 ", "1|2")]
    [TestCase("model.trunk.hidden=[16,8],[4]", "[16,8]|[4]")]
    [TestCase("optimizer={\"kind\":\"sgd\",\"lr\":1},{\"kind\":\"adam\",\"lr\":[1,2]}", "{\"kind\":\"sgd\",\"lr\":1}|{\"kind\":\"adam\",\"lr\":[1,2]}")]
    [TestCase("name=\"a,b]\\\",\",c", "\"a,b]\\\",\"|c")]
    [TestCase("a=b=c,d", "b=c|d")]
    public void ValuesArePartedAtCommasOutsideOfJson(string argument, string values) =>
        Assert.That(GridAxis.Parse(argument).Values, Is.EqualTo(values.Split('|')));

    [TestCase("optimizer.lr", "that is no key with values")]
    [TestCase("=1,2", "that is no key with values")]
    [TestCase("optimizer.lr=1,,2", "a value is missing")]
    [TestCase("optimizer.lr=", "a value is missing")]
    [TestCase("optimizer.lr=1,2,1", "the value 1 stands twice")]
    public void WhatIsMalformedIsRefused(string argument, string problem) =>
        Assert.That(Assert.Throws<InvalidOptionException>(() => GridAxis.Parse(argument))!.Message, Is.EqualTo(
            $"--grid {argument}: {problem}. Write the path of a key and its values: --grid optimizer.weightDecay=0,0.001,0.01."));

    [TestCase("optimizer.weightDecay=0,1", Simpler.Larger)]
    [TestCase("regularization[0].lambda=1e-5,1e-4", Simpler.Larger)]
    [TestCase("model.trunk.dropout=0,0.5", Simpler.Larger)]
    [TestCase("optimizer.weightDecay=0,null", null)]
    [TestCase("optimizer.lr=0.1,0.2", null)]
    public void PenaltiesHaveAnOrder(string argument, Simpler? simpler) => Assert.That(GridAxis.Parse(argument).Simpler, Is.EqualTo(simpler));

    [Test]
    public void RanksCountFromTheLeastSimpleValue()
    {
        var axis = GridAxis.Parse("optimizer.weightDecay=0.1,0,1e-3,1");
        Assert.That(axis.Values.Select(axis.RankOf), Is.EqualTo(new[] { 2, 0, 1, 3 }));
        Assert.That(axis.Values.Select((axis with { Simpler = Simpler.Smaller }).RankOf), Is.EqualTo(new[] { 1, 3, 2, 0 }));
    }

    [Test]
    public void SeveralKeysMakeAllCombinations()
    {
        var request = new CrossValidationRequest { Folds = 2, Grid = [GridAxis.Parse("a=1,2"), GridAxis.Parse("b=x,y,z")] };
        Assert.That(request.Points().Select(p => string.Concat(p)), Is.EqualTo(new[] { "1x", "1y", "1z", "2x", "2y", "2z" }));
        Assert.That((request with { Grid = [] }).Points(), Has.Count.EqualTo(1));
    }

    [TestCase("b=larger", "--simpler b=larger: the grid has no key 'b'; it has lr, kind.")]
    [TestCase("lr=big", "--simpler lr=big: write a key of the grid and which of its values make a simpler model: --simpler optimizer.weightDecay=larger, or =smaller.")]
    [TestCase("lr", "--simpler lr: write a key of the grid and which of its values make a simpler model: --simpler optimizer.weightDecay=larger, or =smaller.")]
    [TestCase("kind=larger", "--simpler kind=larger: the values sgd, adam are not all numbers, so none is larger than another.")]
    public void SimplerNamesAKeyOfNumbers(string word, string message)
    {
        var request = new CrossValidationRequest { Folds = 2, Grid = [GridAxis.Parse("lr=1,2"), GridAxis.Parse("kind=sgd,adam")] };
        Assert.That(Assert.Throws<InvalidOptionException>(() => request.WithSimpler([word]))!.Message, Is.EqualTo(message));
        Assert.That(request.WithSimpler(["lr=smaller"]).Grid[0].Simpler, Is.EqualTo(Simpler.Smaller));
    }
}
