namespace MtlTorch.Tests;

public sealed class NearestTests
{
    private static readonly string[] Words = ["pcgrad", "cagrad", "mgda", "epochs", "lr"];

    [TestCase("pcgard", "pcgrad", TestName = "two letters swapped")]
    [TestCase("epoch", "epochs", TestName = "a letter missing")]
    [TestCase("Epochs", "epochs", TestName = "another case")]
    [TestCase("mgdaa", "mgda", TestName = "a letter too many")]
    [TestCase("momentum", null, TestName = "nothing near")]
    [TestCase("xy", null, TestName = "a short word is not near to another short word")]
    public void TheNearestWordIsFound(string word, string? nearest) => Assert.That(Nearest.Find(word, Words), Is.EqualTo(nearest));
}
