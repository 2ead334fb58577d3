using MtlTorch.Balancing;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Regularizers;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Regularizing;
using MtlTorch.Training.Steps;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Regularizers;

/// <summary>
/// Linear models of the inputs in double precision, one task for each column of the targets, trained by full gradients: the sum over the tasks of
/// 1/(2n) |y - Xw - b|² plus penalties.
/// </summary>
internal sealed class LinearModel : IDisposable
{
    private readonly Randomness randomness = new(1);
    private readonly MultiTaskModel model;
    private readonly FlatParameters parameters;
    private readonly TorchSharp.Modules.OptimizerHelper optimizer;
    private readonly TrainingStep step;
    private readonly Regularization regularization;
    private readonly Batch batch;

    public LinearModel(Tensor rows, Tensor targets, OptimizerOptions options, params IReadOnlyList<RegularizerOptions> regularizers)
    {
        var names = Enumerable.Range(0, (int)targets.size(1)).Select(t => $"task{t}").ToList();
        var columns = names.Index().ToDictionary(n => n.Item, n => targets.narrow(1, n.Index, 1));
        var known = names.ToDictionary(n => n, _ => (TargetDescription)new RealTarget(1, null));
        var tasks = names.Select(n => new RegressionOptions { Standardize = false, Weight = 0.5 }.Build(n, known)).ToList();
        model = ModelBuilder.Build(new NoTrunkOptions(), new HardSharingOptions(), tasks, [rows.size(1)], new ModuleContext(randomness, CPU)).to(float64);
        parameters = new FlatParameters(model.Groups);
        optimizer = options.Build(parameters.Values);
        regularization = new Regularization(regularizers, model, parameters, randomness, _ => rows.size(0));
        var parts = new StepParts(model, parameters, optimizer, Regularization: regularization, Gain: options.Gain());
        step = TrainingStep.For(parts, new EqualOptions().Build(new BalancingContext(tasks.Count, randomness, CPU)));
        batch = new Batch(rows, columns);
    }

    /// <summary>Coefficients [tasks, features].</summary>
    public Tensor Weights => cat([.. model.Heads.Select(h => h.parameters().First())], 0).detach();

    /// <summary>Intercepts [tasks].</summary>
    public Tensor Biases => cat([.. model.Heads.Select(h => h.parameters().Last())], 0).detach();

    public FlatParameters Parameters => parameters;

    public IReadOnlyDictionary<string, double> Penalties => regularization.Penalties();

    /// <summary>The largest learning rate with which plain gradient descent on these rows is sure to converge: one over the largest curvature.</summary>
    public static double SafeRate(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var whole = cat([rows, ones([rows.size(0), 1], rows.dtype)], 1);
        return rows.size(0) / Math.Pow(linalg.svdvals(whole).max().item<double>(), 2);
    }

    public void Step()
    {
        using var scope = NewDisposeScope();
        step.Run(batch);
    }

    /// <summary>Steps until nothing changes any more, to twelve digits.</summary>
    public LinearModel Converged(int limit)
    {
        for (var taken = 0; taken < limit; taken += 200)
        {
            using var scope = NewDisposeScope();
            for (var i = 0; i < 199; i++)
            {
                Step();
            }

            var before = parameters.Values.detach().clone();
            Step();
            if ((parameters.Values - before).abs().max().item<double>() < 1e-12)
            {
                return this;
            }
        }

        throw new AssertionException($"Did not converge in {limit} steps.");
    }

    public void Dispose()
    {
        step.Dispose();
        regularization.Dispose();
        optimizer.Dispose();
        parameters.Dispose();
        model.Dispose();
        randomness.Dispose();
    }

    /// <summary>The inputs are the features.</summary>
    private sealed record NoTrunkOptions : TrunkOptions
    {
        public override long FeaturesOf(IReadOnlyList<long> inputShape) => inputShape[0];

        public override Trunk Build(IReadOnlyList<long> inputShape, ModuleContext context) => new NoTrunk(inputShape[0]);
    }

    private sealed class NoTrunk(long features) : Trunk(nameof(NoTrunk), features)
    {
        public override Tensor forward(Tensor input) => input.alias();
    }
}
