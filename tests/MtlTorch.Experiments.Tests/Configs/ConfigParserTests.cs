using System.Globalization;
using System.Text;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Tests.Configs;

public sealed class ConfigParserTests
{
    [Test]
    public void PlacesCountLinesAndCharactersFromOne()
    {
        var root = Parse("{\n  \"ä\": 1, \"b\": [true,\r\n null]\n}");

        Assert.Multiple(() =>
        {
            Assert.That(root.Members["ä"].KeyOrigin.ToString(), Is.EqualTo("f:2:3"));
            Assert.That(root.Members["b"].KeyOrigin.ToString(), Is.EqualTo("f:2:11"), "the ä is two bytes, but one character");
            Assert.That(((ArrayNode)root.Members["b"].Value).Items[1].Origin.ToString(), Is.EqualTo("f:3:2"));
        });
    }

    [Test]
    public void CommentsAndTrailingCommasAreRead()
    {
        var root = Parse("// first\n{ /* second */ \"a\": [1, 2,], }");

        Assert.That(((ArrayNode)root.Members["a"].Value).Items, Has.Count.EqualTo(2));
    }

    [Test]
    public void AByteOrderMarkIsSkipped() => Assert.That(Parse("\uFEFF{ \"a\": 1 }").Members.Keys, Is.EqualTo(new[] { "a" }));

    [Test]
    public void NumbersMeanTheSameWhereACommaIsTheDecimalPoint()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            using var experiment = new Experiment();

            Assert.Multiple(() =>
            {
                Assert.That(experiment.Compose("optimizer.lr=0.125").Config.Optimizer.Lr, Is.EqualTo(0.125));
                Assert.That(experiment.Errors("optimizer.lr=-0.5").Single(), Does.EndWith("found -0.5."));
            });
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static ObjectNode Parse(string json)
    {
        var errors = new List<ConfigError>();
        var root = ConfigParser.Parse("f", Encoding.UTF8.GetBytes(json), errors);
        Assert.That(errors, Is.Empty);
        return (ObjectNode)root!;
    }
}
