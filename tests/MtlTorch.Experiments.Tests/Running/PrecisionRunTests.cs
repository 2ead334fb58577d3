using MtlTorch.Data;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Modules;

namespace MtlTorch.Experiments.Tests.Running;

/// <summary>Runs in bf16 on the CPU, and what cannot run there.</summary>
public sealed class PrecisionRunTests
{
    [Test]
    public void ARunIsEvaluatedAsItWasTrained()
    {
        using var run = Run.Of(Experiment.Sound, "precision=bf16", "device=cpu");
        var plan = ExperimentPlan.Compose(run.Folder.Resolved).Settled();
        var again = RunEvaluator.Evaluate(plan, run.Folder, SplitName.Test);
        var full = RunEvaluator.Evaluate(plan with { Config = plan.Config with { Precision = Precision.Fp32 } }, run.Folder, SplitName.Test);

        Assert.That(File.ReadAllText(run.Folder.Resolved), Does.Contain("\"precision\": \"bf16\""));
        Assert.That(again.Scores.Tasks["size"], Is.EqualTo(run.Result.Test!.Tasks["size"]));
        Assert.That(full.Scores.Tasks["size"]["rmse"], Is.Not.EqualTo(again.Scores.Tasks["size"]["rmse"]).And.EqualTo(again.Scores.Tasks["size"]["rmse"]).Within(2).Percent);
    }

    [Test]
    public void ItLearnsWhatFp32Learns()
    {
        using var full = Run.Of(Experiment.Sound, "device=cpu");
        using var low = Run.Of(Experiment.Sound, "precision=bf16", "device=cpu", "replicas=2");

        Assert.That(low.Result.Validation!.Tasks["size"]["rmse"], Is.EqualTo(full.Result.Validation!.Tasks["size"]["rmse"]).Within(5).Percent);
        Assert.That(low.Result.SkippedSteps, Is.Null);
        Assert.That(low.Result.MultiplyAdds, Is.EqualTo(full.Result.MultiplyAdds));
    }

    [TestCase("\"dense\", \"units\": 24"), TestCase("\"conv\", \"units\": 6, \"kernel\": 4, \"stride\": 4")]
    public void SoDoesASparseCode(string codec)
    {
        var json = $$"""
            {
              "name": "sparse",
              "data": { "kind": "shapes", "train": 96, "validation": 32, "test": 32, "imageSize": 16 },
              "model": { "trunk": { "kind": "sparse-encoder", "layers": [{ "codec": { "kind": {{codec}} }, "sparsity": { "kind": "topk", "k": 4 } }] } },
              "tasks": { "pixels": { "kind": "sparse-autoencoder", "decoder": { "output": "sigmoid" } } },
              "optimizer": { "kind": "adam", "lr": 0.01 },
              "trainer": { "epochs": 5, "batchSize": 16 }
            }
            """;
        using var full = Run.Of(json, "device=cpu");
        using var low = Run.Of(json, "precision=bf16", "device=cpu");
        double Loss(Run run) => run.Result.Validation!.Tasks["pixels"]["loss"];

        Assert.That(Loss(low), Is.EqualTo(Loss(full)).Within(5).Percent.And.Not.EqualTo(Loss(full)));
        Assert.That(low.Result.MultiplyAdds, Is.EqualTo(full.Result.MultiplyAdds));
    }

    [Test]
    public void Fp16OnTheCpuIsRefusedWithItsPlace()
    {
        var error = Assert.Throws<ConfigException>(() => Run.Of(Experiment.Sound, "precision=fp16", "device=cpu"))!;

        Assert.That(error.Message, Does.Contain("$.precision: \"fp16\" needs a GPU, and the device is \"cpu\". Use \"bf16\" or \"fp32\" there."));
    }

    [Test]
    public void SoIsFp16WhereNoGpuIsFound()
    {
        if (torch.cuda.is_available())
        {
            Assert.Ignore("There is a GPU.");
        }

        Assert.That(() => Run.Of(Experiment.Sound, "precision=fp16", "device=auto"), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("needs a GPU"));
    }

    [Test, Platform("Linux")]
    public void Bf16OnAProcessorWithoutItIsWarnedOf()
    {
        var has = File.ReadLines("/proc/cpuinfo").Any(line => line.Contains("avx512_bf16", StringComparison.Ordinal) || line.Contains("amx_bf16", StringComparison.Ordinal));
        using var experiment = new Experiment(Experiment.Sound);
        var config = experiment.Compose("precision=bf16", "device=cpu").Config;

        Assert.That(PrecisionChecks.Warning(config), has ? Is.Null : Does.Contain("probably slower"));
        Assert.That(PrecisionChecks.Warning(config, processorHasBf16: false), Does.StartWith("this processor has no instructions for bf16"));
        Assert.That(PrecisionChecks.Warning(config with { Precision = Precision.Fp32 }, processorHasBf16: false), Is.Null);
        Assert.That(PrecisionChecks.Warning(config with { Device = "cuda:0" }, processorHasBf16: false), Is.Null);
    }

    [Test]
    public void LossesAreScaledInFp16Alone()
    {
        using var experiment = new Experiment(Experiment.Sound);
        foreach (var (precision, isScaled) in new[] { ("fp32", false), ("bf16", false), ("fp16", true) })
        {
            var plan = experiment.Compose($"precision={precision}", "device=cuda");
            Assert.That(plan.Setup((Tasks.MultiTaskModel)null!, null!, null, null!).LossScaling is not null, Is.EqualTo(isScaled), precision);
        }
    }

    [Test]
    public void ARunThatGoesOnKeepsItsPrecision()
    {
        using var run = Run.Of(Experiment.Sound, "precision=bf16", "device=cpu");

        Assert.That(() => run.Resume(null, null, "precision=fp32"), Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("--set precision=fp32: a run that goes on keeps"));
    }

    [Test]
    public void AnInterruptedRunEndsAsOneThatWasNot()
    {
        string[] overrides = ["precision=bf16", "device=cpu"];
        using var whole = Run.Of(Experiment.Sound, overrides);
        using var stop = new CancellationTokenSource();
        using var run = Run.Of(Experiment.Sound, (epoch, batch) =>
        {
            if (epoch == 2 && batch == 1)
            {
                stop.Cancel();
            }
        }, stop.Token, overrides);
        Assert.That(run.Result.Status, Is.EqualTo(RunStatus.Interrupted));

        run.Resume();

        Assert.That(run.MetricsWithoutTimes, Is.EqualTo(whole.MetricsWithoutTimes));
    }
}
