using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Training.Speed;

/// <summary>
/// What a step costs, counted or as a ratio, so that it holds on any machine. A bound that is broken by a change that is worth it may be moved; benchmarks/ tells
/// whether it is.
/// </summary>
public sealed class StepCostTests
{
    private const int Warm = 20;

    private static readonly TestCaseData[] Methods =
    [
        new(new EqualOptions(), 11_000L, 26L),
        new(new UncertaintyOptions(), 16_500L, 38L),
        new(new PcGradOptions(), 22_000L, 48L),
    ];

    [TestCaseSource(nameof(Methods))]
    public void AStepAllocatesLittleAndMakesFewTensors(BalancingOptions method, long bytes, long tensors)
    {
        const int Steps = 120;
        using var training = new SmallTraining(Steps, method);
        var allocated = new long[Steps + 1];
        var made = new long[Steps + 1];
        var taken = 0;
        training.Recorder.OnStep = (_, _) =>
        {
            taken++;
            allocated[taken] = GC.GetAllocatedBytesForCurrentThread();
            made[taken] = Made();
        };

        training.Run();

        var (perStep, tensorsPerStep) = ((allocated[Steps - 1] - allocated[Warm]) / (Steps - 1 - Warm), (made[Steps - 1] - made[Warm]) / (Steps - 1 - Warm));
        TestContext.Out.WriteLine($"{perStep} bytes, {tensorsPerStep} tensors");
        Assert.Multiple(() =>
        {
            Assert.That(perStep, Is.LessThanOrEqualTo(bytes), "bytes per step");
            Assert.That(tensorsPerStep, Is.InRange(1, tensors), "tensors per step");
        });
    }

    /// <summary>Many short turns, of the processor's time: other programs disturb both alike, or a few turns.</summary>
    [Test]
    [Category("Slow")]
    public void TheTrainerTakesNoLongerThanALoopWithoutIt()
    {
        const int Steps = 150;
        const int Rounds = 61;
        var ratios = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            using var training = new SmallTraining(Steps);
            using var byHand = new HandWritten(Steps);
            var ours = SecondsOf(training.Run);
            var theirs = SecondsOf(byHand.Run);

            // The first round compiles.
            if (round > 0)
            {
                ratios.Add(ours / theirs);
            }
        }

        ratios.Sort();
        TestContext.Out.WriteLine($"{ratios[Rounds / 2]:f3} ({ratios[0]:f3} to {ratios[^1]:f3})");
        Assert.That(ratios[Rounds / 2], Is.LessThan(1));
    }

    private static long Made() => DisposeScopeManager.Statistics.CreatedInScopeCount + DisposeScopeManager.Statistics.CreatedOutsideScopeCount;

    private static double SecondsOf(Action action)
    {
        var before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }
}
