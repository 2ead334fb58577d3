using System.Text.Json;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>Losses and gradients are those of the papers' equations, written down in PyTorch.</summary>
public sealed class GoldenAutoencoderTests
{
    private static readonly Dictionary<string, Func<SparseAutoencoder>> Autoencoders = new()
    {
        ["kl"] = () => SomeAutoencoder.Of(new KlOptions { Target = 0.1 }, o => o with { Output = ReconstructionOutput.Sigmoid }),
        ["kl with bce"] = () => SomeAutoencoder.Of(new KlOptions { Target = 0.1, Weight = 0.5 }, o => o with { Loss = ReconstructionLoss.Bce }),
        ["l1"] = () => SomeAutoencoder.Of(SomeAutoencoder.Kinds["l1"]),
        ["p-anneal at p = 1/2"] = () => SomeAutoencoder.Of(new PAnnealOptions { Weight = 0.3, From = 0.5, To = 0.5, Weighted = false }),
        ["top-k"] = () => SomeAutoencoder.Of(SomeAutoencoder.Kinds["top-k"]),
        ["batch-top-k"] = () => SomeAutoencoder.Of(SomeAutoencoder.Kinds["batch-top-k"]),
        ["matryoshka"] = () => SomeAutoencoder.Of(SomeAutoencoder.Kinds["matryoshka"]),
        ["jump-relu"] = () => SomeAutoencoder.Of(SomeAutoencoder.Kinds["jump-relu"]),
        ["jump-relu with a target"] = () => SomeAutoencoder.Of(new JumpReluOptions { Weight = 0.3, Bandwidth = 0.2, TargetL0 = 2 }),
        ["gated"] = () => SomeAutoencoder.Of(new GatedOptions { Weight = 0.3, Weighted = false }),
    };

    [TestCaseSource(typeof(Golden), nameof(Golden.Cases), new object[] { "autoencoders" })]
    public void LossesAndGradientsAreThoseOfTheEquations(JsonElement golden)
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = Autoencoders[golden.Text("name")]();
        var input = SomeAutoencoder.Input(shift: golden.Text("name").StartsWith("kl", StringComparison.Ordinal) ? 0.5 : 0);
        var loss = autoencoder.LossOf(autoencoder.Encode(input), input);
        loss.Total.backward();

        Assert.That(loss.Reconstruction.item<double>(), Is.EqualTo(golden.Number("reconstruction")).Within(1e-7));
        Assert.That(loss.Sparsity.item<double>(), Is.EqualTo(golden.Number("sparsity")).Within(1e-7));
        Assert.That(loss.Auxiliary.item<double>(), Is.EqualTo(golden.Number("auxiliary")).Within(1e-7));
        Assert.That(loss.Total.item<double>(), Is.EqualTo(golden.Number("total")).Within(1e-7));
        var expected = golden.GetProperty("gradients").EnumerateArray().ToDictionary(g => g.Text("name"), Kept);
        Assert.That(SomeAutoencoder.Parameters(autoencoder).Select(p => p.Name), Is.EquivalentTo(expected.Keys));
        foreach (var (name, parameter) in SomeAutoencoder.Parameters(autoencoder))
        {
            TensorAssert.Close(parameter.grad!, expected[name], 1e-7, name);
        }
    }

    [Test]
    public void EveryKindHasRecordedValues()
    {
        var recorded = Golden.Read("autoencoders").GetProperty("cases").EnumerateArray().Select(c => c.Text("name"));

        Assert.That(recorded, Is.EquivalentTo(Autoencoders.Keys));
        Assert.That(Autoencoders.Values.Select(make => { using var a = make(); return a.Sparsity.GetType(); }).Distinct().Count(),
            Is.EqualTo(typeof(CodeSparsity).Assembly.GetTypes().Count(t => !t.IsAbstract && t.IsSubclassOf(typeof(CodeSparsity)))));
    }

    private static torch.Tensor Kept(JsonElement gradient) => torch.tensor(gradient.List<double>("values"), gradient.List<long>("shape"), torch.float64);
}
