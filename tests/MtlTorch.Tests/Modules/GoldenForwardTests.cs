using System.Text.Json;
using MtlTorch.Modules;
using MtlTorch.Modules.Trunks;

namespace MtlTorch.Tests.Modules;

/// <summary>Trunks give what PyTorch's layers give with the same weights.</summary>
public sealed class GoldenForwardTests
{
    private static readonly Dictionary<string, TrunkOptions> Trunks = new()
    {
        ["lenet"] = new LeNetOptions { Features = 7 },
        ["lenet on other sizes"] = new LeNetOptions { Features = 4 },
        ["mlp"] = new MlpTrunkOptions { Hidden = [9, 5], Activation = Activation.Gelu },
        ["conv"] = new ConvTrunkOptions { Blocks = [new() { Channels = 4 }, new() { Channels = 6 }] },
        ["conv with group norm and average"] = new ConvTrunkOptions
        {
            Blocks = [new() { Channels = 34, Padding = 0, Pool = 1, Norm = Normalization.Group, Activation = Activation.Elu }],
            Output = ConvOutput.Average,
        },
        ["conv with layer norm"] = new ConvTrunkOptions
        {
            Blocks = [new() { Channels = 3, Kernel = 5, Pool = 3, Norm = Normalization.Layer, Activation = Activation.LeakyRelu }],
        },
        ["conv with batch norm, evaluating"] = Strided,
        ["conv with batch norm, training"] = Strided,
    };

    private static ConvTrunkOptions Strided => new()
    {
        Blocks = [new() { Channels = 4, Kernel = 2, Stride = 2, Pool = 1, Norm = Normalization.Batch, Activation = Activation.Silu }],
        Dense = [3],
        Activation = Activation.Tanh,
    };

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "modules" })]
    public void ATrunkGivesWhatPyTorchGives(JsonElement golden)
    {
        using var scope = torch.NewDisposeScope();
        var input = TestPattern.Tensor(golden.List<long>("inputShape"), salt: 0);
        using var trunk = Trunks[golden.Text("name")].Build(input.shape[1..], Some.Context());
        TestPattern.Fill(trunk);
        trunk.train(golden.GetProperty("training").GetBoolean());

        TensorAssert.Close(trunk.call(input), golden.Tensor("output"), 1e-5);
    }

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "activations" })]
    public void AnActivationGivesWhatPyTorchGives(JsonElement golden)
    {
        using var scope = torch.NewDisposeScope();
        var activation = Enum.Parse<Activation>(golden.Text("name"));

        TensorAssert.Close(activation.Apply(golden.Tensor("input")), golden.Tensor("output"), 1e-6);
    }

    [Test]
    public void EveryActivationHasRecordedValues()
    {
        var recorded = Golden.Read("activations").GetProperty("cases").EnumerateArray().Select(c => c.Text("name"));

        Assert.That(recorded, Is.EquivalentTo(Enum.GetNames<Activation>()));
    }
}
