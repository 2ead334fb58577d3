using MtlTorch.Tensors;
using MtlTorch.Tensors.Dense;
using MtlTorch.Training.Probing;
using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Combining;

/// <summary>Fits combinations to rows with targets, which no member was trained with.</summary>
/// <param name="greedy">How members are selected.</param>
public sealed class CombinationFit(GreedyOptions greedy)
{
    /// <summary>Parts that rows are dealt into where what is fitted has to be judged on rows that it was not fitted to.</summary>
    public const int Folds = 5;

    private const double Rounding = 1e-13;

    private static readonly double[] Lambdas = [1e-3, 1e-2, 1e-1];

    /// <summary>Fits a combination; one without numbers of its own is simply made.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="rows">The rows, at least one.</param>
    public Combination Fit(CombinationKind kind, TaskOutputs rows)
    {
        using var frozen = no_grad();
        return kind switch
        {
            CombinationKind.Mean => LinearPool.Uniform(rows.Count),
            CombinationKind.MeanLogits => new LogarithmicPool(),
            CombinationKind.Vote => new Vote(),
            CombinationKind.Weighted => new LinearPool(kind, Weights(rows)),
            CombinationKind.Greedy => new LinearPool(kind, Selected(rows)),
            _ => Stack(rows, BestLambda(rows)),
        };
    }

    /// <summary>The combined predictions [N, K] where each row is predicted by a combination that was fitted without it; where nothing is fitted, simply the combined ones.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="rows">The rows.</param>
    public Tensor OutOfSample(CombinationKind kind, TaskOutputs rows)
    {
        using var frozen = no_grad();
        return Combination.IsFitted(kind) && rows.Rows >= Folds ? CrossFitted(rows, part => Fit(kind, part)) : Fit(kind, rows).Of(rows.AreClasses, rows.Members);
    }

    private static double[] Weights(TaskOutputs rows)
    {
        using var scope = NewDisposeScope();
        if (rows.AreClasses)
        {
            return MixtureWeights.Solve(rows.OfTheRightClass());
        }

        // The weights sum to 1, so the error of the mean is the mean of the errors: the shortest of their mixtures.
        var errors = rows.Errors();
        var products = (errors.mm(errors.t()) / errors.size(1)).data<double>().ToArray();
        return MinNormPoint.Weights(DenseAlgebra.Square(rows.Count, (i, j) => products[i * rows.Count + j]), Rounding);
    }

    private double[] Selected(TaskOutputs rows)
    {
        using var scope = NewDisposeScope();
        var terms = rows.AreClasses ? rows.OfTheRightClass().exp() : rows.Errors();
        double Loss(int[] selected)
        {
            using var inner = NewDisposeScope();
            var mean = tensor([.. selected.Select(n => (double)n / selected.Sum())], float64, terms.device).unsqueeze(0).mm(terms);
            return rows.AreClasses ? -mean.clamp_min(1e-300).log().mean().item<double>() : mean.square().mean().item<double>();
        }

        var counts = new GreedySelection(rows.Count, Loss, greedy).Select();
        return [.. counts.Select(n => (double)n / counts.Sum())];
    }

    /// <summary>Of several weight decays that of the smallest loss on rows that were left out of the fit.</summary>
    private static double BestLambda(TaskOutputs rows) => rows.Rows < 2 * Folds
        ? Lambdas[^1]
        : Lambdas.MinBy(lambda =>
        {
            using var scope = NewDisposeScope();
            var predictions = CrossFitted(rows, part => Stack(part, lambda));
            return rows.AreClasses
                ? -predictions.gather(1, rows.Target.unsqueeze(1)).mean().item<double>()
                : (predictions - rows.Target.to(float64)).square().mean().item<double>();
        });

    private static StackedModel Stack(TaskOutputs rows, double lambda)
    {
        using var scope = NewDisposeScope();
        var options = new ProbeOptions { Lambda = lambda, Standardize = true, Tolerance = 1e-6, Iterations = 500 };
        var features = StackedModel.Features(rows.AreClasses, rows.Members);
        using var model = rows.AreClasses
            ? LinearProbe.Classify(features, rows.Target, rows.Members.size(2), options)
            : LinearProbe.Regress(features, rows.Target.to(float64), options);
        return new StackedModel(model.Weights.cpu().flatten().data<double>().ToArray(), model.Biases.cpu().data<double>().ToArray(), lambda);
    }

    private static Tensor CrossFitted(TaskOutputs rows, Func<TaskOutputs, Combination> fit)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(1);
        using var generator = randomness.Fresh("combination folds");
        var order = randperm(rows.Rows, int64, generator: generator).to(rows.Target.device);
        var predictions = zeros_like(rows.Members.select(0, 0));
        for (var k = 0; k < Folds; k++)
        {
            var (start, end) = (rows.Rows * k / Folds, rows.Rows * (k + 1) / Folds);
            var held = order.narrow(0, start, end - start);
            using var others = rows.Select(cat([order.narrow(0, 0, start), order.narrow(0, end, rows.Rows - end)]));
            using var own = rows.Select(held);
            predictions.index_copy_(0, held, fit(others).Of(rows.AreClasses, own.Members));
        }

        return predictions.MoveToOuterDisposeScope();
    }
}
