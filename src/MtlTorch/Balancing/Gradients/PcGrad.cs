using MtlTorch.Tensors.Dense;

namespace MtlTorch.Balancing.Gradients;

/// <summary>
/// Gradient surgery: from each task's gradient is taken what points against another task's gradient, one other task after the
/// other in random order; the results are summed.
/// </summary>
[Paper("Yu et al. 2020, Gradient Surgery for Multi-Task Learning", "https://arxiv.org/abs/2001.06782", Place = "algorithm 1")]
public sealed record PcGradOptions : GradientBalancingOptions
{
    /// <inheritdoc/>
    public override IBalancingMethod Build(BalancingContext context) => new PcGrad(new RandomOrders(context).Others);
}

/// <summary>See <see cref="PcGradOptions"/>.</summary>
/// <param name="others">The order in which a task meets the others.</param>
public sealed class PcGrad(Func<int, IReadOnlyList<int>> others) : IGramianWeighting, ITellsTasksApart
{
    private PresentTasks? present;

    /// <inheritdoc/>
    public void Attend(PresentTasks tasks) => present = tasks;

    /// <inheritdoc/>
    public double[] Weights(Gramian gramian, IReadOnlyList<double> losses)
    {
        var products = gramian.ToArray();
        var sum = new double[gramian.Tasks];
        for (var task = 0; task < gramian.Tasks; task++)
        {
            // The changed gradient of the task as a combination of the original ones.
            var changed = new double[gramian.Tasks];
            changed[task] = 1;
            foreach (var other in Others(task))
            {
                var product = DenseAlgebra.RowTimes(products, other, changed);
                if (product < 0)
                {
                    changed[other] -= product / gramian[other, other];
                }
            }

            sum = [.. sum.Zip(changed, (a, b) => a + b)];
        }

        return sum;
    }

    /// <summary>The order among all tasks, without the silent ones.</summary>
    private IEnumerable<int> Others(int task) =>
        present is null ? others(task) : others(present.Numbers[task]).Select(present.PlaceOf).Where(place => place >= 0);
}
