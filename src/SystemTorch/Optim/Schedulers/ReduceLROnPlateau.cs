namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the rate by a factor when a metric has not improved for more than `patience` epochs.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool lowerIsBetter;
                    private readonly bool thresholdIsRelative;
                    private readonly double factor;
                    private readonly int patience;
                    private readonly double threshold;
                    private readonly int cooldown;
                    private readonly IReadOnlyList<double> leastRates;
                    private readonly double eps;

                    private double best;
                    private int badEpochs;
                    private int cooldownLeft;

                    public ReduceLROnPlateau(
                        Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 0.0001,
                        string threshold_mode = "rel",
                        int cooldown = 0, IList<double> min_lr = null, double eps = 1E-08, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1)
                            throw new ArgumentException($"Factor should be < 1.0. Found {factor}.");
                        lowerIsBetter = IsFirst(mode, nameof(mode), "min", "max");
                        thresholdIsRelative = IsFirst(threshold_mode, nameof(threshold_mode), "rel", "abs");
                        this.factor = factor;
                        this.patience = patience;
                        this.threshold = threshold;
                        this.cooldown = cooldown;
                        this.eps = eps;
                        leastRates = min_lr is { Count: > 1 } ? [.. min_lr] : [.. BaseRates.Select(_ => min_lr?.FirstOrDefault() ?? 0)];
                        best = lowerIsBetter ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    public override void step() => throw NeedsMetric();

                    public override void step(int? epoch) => throw NeedsMetric();

                    public override void step(double current, int? epoch = null)
                    {
                        Epoch = epoch ?? (Epoch + 1);
                        bool improved = Improves(current);
                        if (improved)
                            best = current;
                        badEpochs = improved || cooldownLeft > 0 ? 0 : badEpochs + 1;
                        cooldownLeft = Math.Max(cooldownLeft - 1, 0);
                        if (badEpochs <= patience)
                            return;
                        ReduceRates();
                        cooldownLeft = cooldown;
                        badEpochs = 0;
                    }

                    private static bool IsFirst(string value, string name, string first, string second)
                    {
                        if (value != first && value != second)
                            throw new ArgumentException($"{name} should be {first} or {second}. Found {value}.");
                        return value == first;
                    }

                    private static InvalidOperationException NeedsMetric()
                        => new("ReduceLROnPlateau needs the metric: use step(double, int?).");

                    private bool Improves(double current)
                    {
                        double sign = lowerIsBetter ? -1 : 1;
                        double limit = thresholdIsRelative ? best * (1 + (sign * threshold)) : best + (sign * threshold);
                        return lowerIsBetter ? current < limit : current > limit;
                    }

                    private void ReduceRates()
                    {
                        foreach (var (group, least) in Groups.Zip(leastRates))
                        {
                            var reduced = Math.Max(group.LearningRate * factor, least);
                            if (group.LearningRate - reduced > eps)
                                group.LearningRate = reduced;
                        }
                    }
                }
            }
        }
    }
}
