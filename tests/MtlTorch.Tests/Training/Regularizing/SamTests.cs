using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Modules;
using MtlTorch.Regularizers;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Schedules;

namespace MtlTorch.Tests.Training.Regularizing;

/// <summary>SAM is the loop of its authors: a gradient, uphill, a second gradient, back, a step.</summary>
public sealed class SamTests
{
    [Test]
    public void ItIsALoopWithTwoGradients([Values] bool adaptive)
    {
        var options = new SamOptions { Rho = 0.5, Adaptive = adaptive };
        using var scope = torch.NewDisposeScope();
        using var run = new TrainingRun(
            new TrainerOptions { Epochs = 6, BatchSize = 45 },
            optimizer: new SgdOptions { Lr = 0.1, Momentum = 0.9 },
            change: s => s with { Schedule = new ConstantOptions(), Regularizers = [options] }).Finished();

        using var randomness = new Randomness(1);
        using var model = Some.Model(new ModuleContext(randomness, torch.CPU));
        var rows = run.Train.Slice(0, 45);
        model.Tasks[1].Fit(model.Heads[1], rows.Targets["amount"]);
        var parameters = model.parameters().ToList();
        using var sgd = torch.optim.SGD(parameters, 0.1, momentum: 0.9);
        for (var step = 0; step < 6; step++)
        {
            Gradient();
            using (torch.no_grad())
            {
                var scales = parameters.Select(p => adaptive ? p.abs() + 0.01 : torch.ones_like(p)).ToList();
                var norm = Math.Sqrt(parameters.Zip(scales, (p, t) => (p.grad! * t).square().sum().item<float>()).Sum());
                var offsets = parameters.Zip(scales, (p, t) => p.grad! * t * t * (0.5 / norm)).ToList();
                parameters.Zip(offsets).ToList().ForEach(p => p.First.add_(p.Second));
                using (torch.enable_grad())
                {
                    Gradient();
                }

                parameters.Zip(offsets).ToList().ForEach(p => p.First.sub_(p.Second));
            }

            sgd.step();
        }

        foreach (var (name, parameter) in model.named_parameters())
        {
            TensorAssert.Close(run.Model.get_parameter(name)!, parameter, 2e-5, name);
        }

        void Gradient()
        {
            sgd.zero_grad();
            var passes = model.Pass(rows.Inputs);
            model.Tasks.Select((task, i) => task.Loss(passes[i], task.TargetOf(rows))).Aggregate((a, b) => a + b).backward();
        }
    }

    [Test]
    public void TheLossesAreThoseAtTheParameters()
    {
        static TrainingRun One(params IReadOnlyList<RegularizerOptions> regularizers) => new TrainingRun(
            new TrainerOptions { Epochs = 1, BatchSize = 45, DiagnosticsEvery = 1 }, change: s => s with { Regularizers = regularizers, Balancing = new PcGradOptions() }).Finished();
        using var plain = One();
        using var sharp = One(new SamOptions { Rho = 1 });

        Assert.That(sharp.Recorder.Records[0].TrainLosses, Is.EqualTo(plain.Recorder.Records[0].TrainLosses));
        Assert.That(sharp.Recorder.Measured[0].Gradients.Norms, Is.EqualTo(plain.Recorder.Measured[0].Gradients.Norms));
        Assert.That(sharp.Weights, Is.Not.EqualTo(plain.Weights));
    }

    [Test]
    public void WithoutAGradientThereIsNoUphill()
    {
        using var scope = torch.NewDisposeScope();
        var offset = ((IAscent)new SamOptions().Build(null!)).Offset(torch.ones(3), torch.zeros(3));

        Assert.That(TensorAssert.Doubles(offset), Is.All.Zero);
    }

    private static IEnumerable<BalancingOptions> Methods => [new EqualOptions(), new UpGradOptions(), new MgdaOptions { Gradients = GradientSource.Representation }, new MoDoOptions()];

    [TestCaseSource(nameof(Methods))]
    public void MethodsWithoutMemoryGoAlong(BalancingOptions method)
    {
        TrainingRun Make() => new(change: s => s with { Balancing = method, Regularizers = [new SamOptions()] });
        if (method is MoDoOptions)
        {
            Assert.That(Make, Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("[0]: the balancing method remembers what it saw, and would see each step twice."));
            return;
        }

        using var run = Make().Finished();
        Assert.That(run.Recorder.Records[^1].TrainLosses["kind"], Is.LessThan(run.Recorder.Records[0].TrainLosses["kind"]));
    }
}
