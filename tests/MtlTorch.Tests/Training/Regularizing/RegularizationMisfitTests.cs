using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Regularizers;
using MtlTorch.Training;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Tests.Training.Regularizing;

/// <summary>Every regularizer with every strategy and with every kind of balancing: it trains, or says clearly why not.</summary>
public sealed class RegularizationMisfitTests
{
    private static readonly StrategyOptions[] Strategies = [new JointOptions(), new EmaOptions(), new AlternatingOptions(), new PeriodicAveragingOptions(), new ReptileOptions { InnerSteps = 2 }];

    private static readonly BalancingOptions[] Methods =
        [new EqualOptions(), new UncertaintyOptions(), new FamoOptions(), new PcGradOptions(), new UpGradOptions { Gradients = GradientSource.Representation }, new MoDoOptions()];

    [TestCaseSource(typeof(EveryRegularizer), nameof(EveryRegularizer.Cases))]
    public void ItTrainsWithAStrategyOrSaysWhyNot(RegularizerOptions options)
    {
        foreach (var strategy in Strategies)
        {
            AssertTrainsOrRefuses(options, $"{strategy}", s => s with { Strategy = strategy }, IsRefused(options, strategy));
        }
    }

    [TestCaseSource(typeof(EveryRegularizer), nameof(EveryRegularizer.Cases))]
    public void ItTrainsWithAMethodOrSaysWhyNot(RegularizerOptions options)
    {
        foreach (var method in Methods)
        {
            var remembers = options is SamOptions && method is UncertaintyOptions or FamoOptions or MoDoOptions;
            var divides = options is FeatureDropoutOptions { On: ["task:amount"] } && method is GradientBalancingOptions { Gradients: GradientSource.Representation };
            AssertTrainsOrRefuses(options, $"{method}", s => s with { Balancing = method }, (options is SamOptions && remembers) || divides);
        }
    }

    [Test]
    public void ReasonsAreGivenWithWhatToDo()
    {
        AssertRefused([new GroupLassoOptions()], s => s with { Strategy = new AlternatingOptions() }, "[0]: it moves the heads of several tasks at once, and with this update strategy only one task moves in a step. Use \"step\": \"gradient\", or the strategies \"joint\" or \"ema\".");
        AssertRefused([new L2PenaltyOptions(), new L1PenaltyOptions()], s => s with { Strategy = new ReptileOptions() }, "[1]: this update strategy takes the mean of weights that each task moved by itself, which undoes proximal steps and limits. Use \"step\": \"gradient\" where the regularizer has it, or the strategies \"joint\", \"ema\" or \"alternating\".");
        AssertRefused([new MixUpOptions(), new MixUpOptions()], s => s, "[1]: there is one of its kind before it, and a step has room for one. Leave one of them out.");
        AssertRefused([new L2PenaltyOptions { On = ["task:nobody"] }], s => s, "[0].on: there is no weight that learns at 'task:nobody'.");
        AssertRefused([new TaskRelationshipOptions()], s => s, "[0].on: heads can be alike where their layers have the same shapes: 'kind' has [3, 8], 'amount' has [2, 8]. Name tasks with like heads.");
    }

    private static bool IsRefused(RegularizerOptions options, StrategyOptions strategy)
    {
        var limits = options is MaxNormOptions or SpectralNormOptions { Limit: not null } or L1PenaltyOptions { Step: PenaltyStep.Proximal } or ElasticNetOptions;
        var couples = options is GroupLassoOptions { Step: PenaltyStep.Proximal } or TraceNormOptions { Step: PenaltyStep.Proximal };
        return strategy switch
        {
            AlternatingOptions => couples,
            PeriodicAveragingOptions or ReptileOptions => couples || limits || options is SamOptions,
            _ => false,
        };
    }

    private static void AssertTrainsOrRefuses(RegularizerOptions options, string what, Func<TrainingSetup, TrainingSetup> change, bool refused)
    {
        TrainingRun Make() => new(change: s => change(s with { Regularizers = [options] }));
        if (refused)
        {
            Assert.That(Make, Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith("[0]: "), what);
            return;
        }

        using var run = Make().Finished();
        Assert.That(run.Recorder.Records.SelectMany(r => r.TrainLosses.Values), Is.All.Matches<double>(double.IsFinite), what);
    }

    private static void AssertRefused(IReadOnlyList<RegularizerOptions> options, Func<TrainingSetup, TrainingSetup> change, string message) =>
        Assert.That(() => new TrainingRun(change: s => change(s with { Regularizers = options })), Throws.TypeOf<InvalidOptionException>().With.Message.StartsWith(message));
}
