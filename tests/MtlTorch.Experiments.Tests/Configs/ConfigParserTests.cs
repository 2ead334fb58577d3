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

    [TestCase("{ \"\u00e4\": \"\\ud800\" }", "f:1:8 $: this is not valid JSON: the text is no valid Unicode. Save the file as UTF-8.")]
    [TestCase("{ \"\\udc00\": 1 }", "f:1:3 $: this is not valid JSON: the text is no valid Unicode. Save the file as UTF-8.")]
    [TestCase("{\n \"\u00e4\" 1 }", "f:2:6 $: this is not valid JSON: '1' is invalid after a property name. Expected a ':'.")]
    public void WhatIsNoJsonIsFoundAtItsCharacter(string json, string message)
    {
        var errors = new List<ConfigError>();

        Assert.Multiple(() =>
        {
            Assert.That(ConfigParser.Parse("f", Encoding.UTF8.GetBytes(json), errors), Is.Null);
            Assert.That(errors.Select(e => e.ToString()), Is.EqualTo(new[] { message }));
        });
    }

    [Test]
    public void BytesThatAreNoUtf8AreNoText()
    {
        var errors = new List<ConfigError>();

        ConfigParser.Parse("f", [.. "{ \"a\": \""u8, 0xff, .. "\" }"u8], errors);

        Assert.That(errors.Single().ToString(), Is.EqualTo("f:1:8 $: this is not valid JSON: the text is no valid Unicode. Save the file as UTF-8."));
    }

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
