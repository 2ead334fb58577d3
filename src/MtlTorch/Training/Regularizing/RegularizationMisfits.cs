using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Regularizers;
using MtlTorch.Training.Strategies;

namespace MtlTorch.Training.Regularizing;

/// <summary>What regularizers do not get along with.</summary>
public static class RegularizationMisfits
{
    /// <summary>The problems: the option, "[0].step", and what is wrong and what to do.</summary>
    /// <param name="regularizers">The regularizers, in their order.</param>
    /// <param name="strategy">How the parameters are brought forward.</param>
    /// <param name="balancing">How the losses are balanced.</param>
    /// <param name="method">The method that this made.</param>
    public static IEnumerable<(string Option, string Problem)> Of(
        IReadOnlyList<IRegularizer> regularizers, StrategyOptions strategy, BalancingOptions balancing, IBalancingMethod method) =>
        regularizers.SelectMany((r, i) => Problems(r, regularizers.Take(i), strategy, balancing, method).Select(problem => ($"[{i}]", problem)));

    private static IEnumerable<string> Problems(
        IRegularizer regularizer, IEnumerable<IRegularizer> before, StrategyOptions strategy, BalancingOptions balancing, IBalancingMethod method)
    {
        var turns = strategy.Turns();
        if (regularizer is IProximalStep && turns == TaskTurns.Apart)
        {
            yield return "this update strategy takes the mean of weights that each task moved by itself, which undoes proximal steps and limits. Use \"step\": \"gradient\" where the regularizer has it, or the strategies \"joint\", \"ema\" or \"alternating\".";
        }

        if (regularizer is IProximalStep { Couples: true } && turns == TaskTurns.InTurn)
        {
            yield return "it moves the heads of several tasks at once, and with this update strategy only one task moves in a step. Use \"step\": \"gradient\", or the strategies \"joint\" or \"ema\".";
        }

        if (regularizer is IAscent && turns == TaskTurns.Apart)
        {
            yield return "this update strategy has no gradient of all tasks to go uphill by. Use the strategies \"joint\", \"ema\" or \"alternating\".";
        }

        if (regularizer is IAscent && method is IStateful or IRevisitsLosses)
        {
            yield return "the balancing method remembers what it saw, and would see each step twice. Use a method without memory, such as \"equal\", \"cagrad\", \"mgda\" or \"pcgrad\".";
        }

        if (regularizer is IFeatureNoise { DividesTasks: true } && (balancing as GradientBalancingOptions)?.Gradients == GradientSource.Representation)
        {
            yield return "tasks that lose different features have no representation in common, which \"gradients\": \"representation\" balances. Drop features on \"shared\", or balance \"gradients\": \"shared\".";
        }

        if ((regularizer is IAscent && before.Any(b => b is IAscent)) || (regularizer is IBatchMixer && before.Any(b => b is IBatchMixer)))
        {
            yield return "there is one of its kind before it, and a step has room for one. Leave one of them out.";
        }
    }
}
