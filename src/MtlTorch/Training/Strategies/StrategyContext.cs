using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Regularizing;
using MtlTorch.Training.Replicas;
using MtlTorch.Training.Scaling;
using MtlTorch.Training.Steps;
using TorchSharp.Modules;

namespace MtlTorch.Training.Strategies;

/// <summary>What a strategy is made of.</summary>
/// <param name="setup">The training.</param>
/// <param name="parameters">The model's flat parameters.</param>
/// <param name="method">The balancing method.</param>
/// <param name="clock">Is told what the time goes to.</param>
/// <param name="regularization">The regularizers; none if null.</param>
/// <param name="replicas">Who computes; the model alone if null.</param>
/// <param name="scaling">By how much losses are scaled while they are back-propagated; not at all if null.</param>
public sealed class StrategyContext(
    TrainingSetup setup, FlatParameters parameters, IBalancingMethod method, PhaseClock clock, Regularization? regularization = null, ReplicaTeam? replicas = null,
    LossScaling? scaling = null)
{
    /// <summary>The training.</summary>
    public TrainingSetup Setup => setup;

    /// <summary>The model's flat parameters.</summary>
    public FlatParameters Parameters => parameters;

    /// <summary>The balancing method.</summary>
    public IBalancingMethod Method => method;

    /// <summary>Is told what the time goes to.</summary>
    public PhaseClock Clock => clock;

    /// <summary>The group of shared parameters.</summary>
    public ParameterGroup Shared => parameters.Groups.First(g => g.Name == MultiTaskModel.SharedGroup);

    /// <summary>The group of a task's head.</summary>
    public ParameterGroup HeadOf(int task) => parameters.Groups.Last(g => g.Name == setup.Model.Tasks[task].Name);

    /// <summary>What the learning rate is multiplied with for a group.</summary>
    public double RateOf(ParameterGroup group) => group.Name == MultiTaskModel.SharedGroup ? setup.Options.SharedRate : 1;

    /// <summary>The parameters together, in as few parts as their rates allow.</summary>
    public IReadOnlyList<(Parameter Values, double Rate)> Together() => parameters.Parts(RateOf);

    /// <summary>Groups as parts of their own; those without parameters are left out.</summary>
    public IReadOnlyList<(Parameter Values, double Rate)> Apart(IEnumerable<ParameterGroup> groups) =>
        [.. groups.Where(g => g.Length > 0).Select(g => (parameters.PartOf(g), RateOf(g)))];

    /// <summary>What a step needs, with the optimizer that was asked for, over the given parts.</summary>
    public StepParts Optimized(IReadOnlyList<(Parameter Values, double Rate)> parts) =>
        Parts(setup.Optimizer.Build([.. parts.Select(p => p.Values)]), [.. parts.Select(p => p.Rate)]) with { SharedRate = setup.Options.SharedRate, Gain = setup.Optimizer.Gain() };

    /// <summary>What a step needs, with an optimizer of the strategy's own.</summary>
    public StepParts Parts(OptimizerHelper optimizer, IReadOnlyList<double> rates) => new(setup.Model, parameters, optimizer, setup.Options.ClipNorm, clock, rates, regularization, Replicas: replicas, Scaling: scaling);

    /// <summary>The step of all tasks, balanced.</summary>
    public TrainingStep Joint(StepParts parts) =>
        TrainingStep.For(parts, method, (setup.Balancing as GradientBalancingOptions)?.Gradients ?? GradientSource.Shared);

    /// <summary>The tasks' weights over their sum.</summary>
    public double[] Shares()
    {
        var sum = setup.Model.Tasks.Sum(t => t.Weight);
        return [.. setup.Model.Tasks.Select(t => t.Weight / sum)];
    }

    /// <summary>Refuses a model that has no shared parameters to learn.</summary>
    /// <param name="parameters">The model's flat parameters.</param>
    /// <exception cref="InvalidOptionException">It has none.</exception>
    public static void RequireShared(FlatParameters parameters)
    {
        if (parameters.Groups.First(g => g.Name == MultiTaskModel.SharedGroup).Length == 0)
        {
            throw new InvalidOptionException("kind", "this strategy brings the shared parameters forward, and the model has none that learn. Give the trunk layers, or do not freeze \"shared\".");
        }
    }
}
