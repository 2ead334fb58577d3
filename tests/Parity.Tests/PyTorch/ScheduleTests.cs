using Parity.Tests.Support;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Parity.Tests.PyTorch;

public sealed class ScheduleTests
{
    private static readonly Golden Recorded = Golden.Read("schedules");

    private static readonly double[] Metrics = [1, 0.9, 0.95, 0.95, 0.899, 0.91, 0.92, 0.93, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];

    private static readonly Dictionary<string, Func<Optimizer, LRScheduler>> Makers = new()
    {
        ["step"] = optimizer => StepLR(optimizer, 3, 0.5),
        ["multi_step"] = optimizer => MultiStepLR(optimizer, [2, 5, 11], 0.3),
        ["exponential"] = optimizer => ExponentialLR(optimizer, 0.9),
        ["cosine"] = optimizer => CosineAnnealingLR(optimizer, 7, 0.01),
        ["linear"] = optimizer => LinearLR(optimizer),
        ["linear with options"] = optimizer => LinearLR(optimizer, 0.2, 0.7, 9),
        ["lambda"] = optimizer => LambdaLR(optimizer, step => 1.0 / (step + 2)),
        ["plateau"] = optimizer => ReduceLROnPlateau(optimizer, patience: 2),
        ["plateau of maxima"] = optimizer => ReduceLROnPlateau(optimizer, mode: "max", factor: 0.5, patience: 1),
        ["plateau with options"] = optimizer => ReduceLROnPlateau(
            optimizer, factor: 0.3, patience: 1, threshold: 0.02, threshold_mode: "abs", cooldown: 2, min_lr: [0.004]),
    };

    private static IEnumerable<string> Names => Recorded.Names;

    [TestCaseSource(nameof(Names))]
    public void Rates_follow_PyTorch(string name)
    {
        using var layer = nn.Linear(1, 1);
        using var optimizer = SGD(layer.parameters(), 0.1);
        var schedule = Makers[name](optimizer);
        var rates = new List<double> { RateOf(optimizer) };
        foreach (double metric in Metrics)
        {
            if (name.StartsWith("plateau", StringComparison.Ordinal))
                schedule.step(metric);
            else
                schedule.step();
            rates.Add(RateOf(optimizer));
        }
        Recorded.ShouldBe(name, tensor(rates.ToArray()));
    }

    private static double RateOf(Optimizer optimizer) => optimizer.ParamGroups.Single().LearningRate;
}
