using MtlTorch.Experiments.Studies;

namespace MtlTorch.Experiments.Tests.Studies;

public sealed class SeedListTests
{
    [TestCase(null, ExpectedResult = new long[] { 7 })]
    [TestCase("1", ExpectedResult = new long[] { 7 })]
    [TestCase("3", ExpectedResult = new long[] { 7, 8, 9 })]
    [TestCase("1,2,7", ExpectedResult = new long[] { 1, 2, 7 })]
    [TestCase("9, -4", ExpectedResult = new long[] { 9, -4 })]
    public IReadOnlyList<long> ANumberCountsUpAndAListNames(string? text) => SeedList.Parse(text, 7);

    [TestCase("0", "that is no number of seeds")]
    [TestCase("-3", "that is no number of seeds")]
    [TestCase("1001", "that is no number of seeds")]
    [TestCase("many", "that is no number of seeds")]
    [TestCase("1,b", "'b' is no seed")]
    [TestCase("1,", "'' is no seed")]
    [TestCase("1,2,1", "seed 1 stands twice")]
    public void OthersAreRefused(string text, string problem) => Assert.That(
        Assert.Throws<InvalidOptionException>(() => SeedList.Parse(text, 7))!.Message,
        Is.EqualTo($"--seeds: found '{text}': {problem}. Give a number of seeds from 1 to 1,000, counted up from the experiment's own, or a list of whole numbers such as 1,2,7."));
}
