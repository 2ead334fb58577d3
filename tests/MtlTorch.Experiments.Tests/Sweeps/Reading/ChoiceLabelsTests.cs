using System.Text.Json.Nodes;
using MtlTorch.Experiments.Sweeps.Reading;

namespace MtlTorch.Experiments.Tests.Sweeps.Reading;

public sealed class ChoiceLabelsTests
{
    [TestCase("""["adam", "sgd"]""", "adam;sgd")]
    [TestCase("""[[64], [128, 64], true, null, 0.5]""", "[64];[128,64];true;null;0.5")]
    [TestCase("""[{"kind": "adam", "beta1": 0.9}, {"kind": "sgd"}, "none"]""", "adam;sgd;none")]
    [TestCase("""[{"kind": "sgd", "momentum": 0.9}, {"kind": "sgd", "nesterov": true}, {"kind": "adam"}]""", "kind=sgd momentum=0.9;kind=sgd nesterov=true;adam")]
    public void ValuesHaveShortNames(string values, string labels) =>
        Assert.That(string.Join(';', ChoiceLabels.Of([.. JsonNode.Parse(values)!.AsArray()])), Is.EqualTo(labels));
}
