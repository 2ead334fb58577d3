using Parity.Tests.Support;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Parity.Tests.Product;

public sealed class ScheduleTests
{
    private static readonly Dictionary<string, Func<Optimizer, LRScheduler>> Makers = new()
    {
        ["step"] = optimizer => StepLR(optimizer, 3, 0.5),
        ["cosine"] = optimizer => CosineAnnealingLR(optimizer, 7, 0.01),
    };

    [Test]
    public void Schedules_step_through_the_same_rates()
    {
        var transcript = new Transcript();
        using var layer = nn.Linear(1, 1);
        foreach (var (name, make) in Makers)
        {
            using var optimizer = SGD(layer.parameters(), 0.1);
            var schedule = make(optimizer);
            transcript.Say(name + " at once", optimizer.ParamGroups.First().LearningRate);
            for (int step = 0; step < 17; step++)
            {
                schedule.step();
                transcript.Say($"{name} {step}", optimizer.ParamGroups.First().LearningRate);
            }
            transcript.Say("last", schedule.get_last_lr().Single());
        }
        transcript.ShouldBeAsExpected();
    }
}
