using System.Text.Json.Nodes;
using MtlTorch.Data;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Modules;
using MtlTorch.Modules.Autoencoders.SaeLens;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Checkpoints;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Running;

/// <summary>The files that a run leaves for SAELens.</summary>
public sealed class RunExportsTests
{
    [TestCase("kl", "mtltorch")]
    [TestCase("l1", "mtltorch")]
    [TestCase("l1", "standard", "tasks.pixels.decoder.output=linear")]
    [TestCase("topk", "topk", "tasks.pixels.decoder.output=linear", "model.trunk.layers[0].sparsity.k=3")]
    [TestCase("batch-topk", "jumprelu", "tasks.pixels.decoder.output=linear", "model.trunk.layers[0].sparsity.k=3")]
    [TestCase("gated", "gated", "tasks.pixels.decoder.output=linear", "tasks.pixels.decoder.tied=true")]
    public void WhatIsReadGivesTheCodesAndReconstructionsOfTheBestEpoch(string kind, string architecture, params string[] overrides)
    {
        using var run = Trained(kind, overrides);
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(1);
        var context = new ModuleContext(randomness, torch.CPU);
        var config = run.Plan.Config;
        using var model = ModelBuilder.Build(config.Model.Trunk, config.Model.Sharing, run.Plan.Tasks, run.Plan.Data.Description.InputShape, context);
        Checkpoint.LoadModel(run.Folder.BestCheckpoint, model);
        model.eval();
        using var test = run.Plan.Data.Load(SplitName.Test);

        using var read = SaeLensFiles.Read(run.File("sae/pixels"), context);

        var pass = model.Pass(test.Inputs)[0];
        var encoded = read.Encode(test.Inputs.flatten(1));
        var reconstructed = ((IReconstructs)run.Plan.Tasks[0]).Reconstruct(pass, test.Inputs).Reconstruction;
        Assert.That(JsonNode.Parse(File.ReadAllText(run.File("sae/pixels/cfg.json")))!["architecture"]!.GetValue<string>(), Is.EqualTo(architecture));
        TensorAssert.Close(encoded.Code, pass.Representation!.Code!.Encoded.Code, 1e-5);
        TensorAssert.Close(read.Decode(encoded.Code), reconstructed.flatten(1), 1e-4);
    }

    [TestCase("tasks.pixels.decoder.decoders=2")]
    [TestCase("model.trunk.layers[0].codec.kind=conv", "model.trunk.layers[0].codec.units=12")]
    [TestCase("""model.trunk.below={"kind":"mlp","hidden":[8]}""", "tasks.pixels.decoder.output=linear")]
    [TestCase("""model.trunk.layers=[{"codec":{"kind":"dense","units":12},"sparsity":{"kind":"l1"}},{"codec":{"kind":"dense","units":5},"sparsity":{"kind":"topk","k":2}}]""", "tasks.pixels.decoder.output=linear")]
    public void WhatTheFormatHasNoPlaceForIsLeftOut(params string[] overrides)
    {
        using var run = Trained("l1", overrides);

        Assert.That(run.Result.Status, Is.EqualTo(RunStatus.Completed), run.Result.Error);
        Assert.That(Directory.Exists(run.File("sae")), Is.False);
    }

    [Test]
    public void ARunThatGoesOnLeavesNoFilesOfItsEarlierWeights()
    {
        using var run = Run.Of(Experiment.Sparse);
        var before = File.ReadAllBytes(run.File("sae/pixels/sae_weights.safetensors"));

        run.Resume(onStep: (_, _) => Assert.That(Directory.Exists(run.File("sae/pixels")), Is.False), overrides: "trainer.epochs=3");

        Assert.That(File.ReadAllBytes(run.File("sae/pixels/sae_weights.safetensors")), Is.Not.EqualTo(before));
    }

    private static Run Trained(string kind, string[] overrides)
    {
        // The target belongs to kl alone.
        var experiment = JsonNode.Parse(Experiment.Sparse)!;
        experiment["model"]!["trunk"]!["layers"]![0]!["sparsity"] = new JsonObject { ["kind"] = kind };
        return Run.Of(experiment.ToJsonString(), overrides);
    }
}
