using System.Globalization;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Pruning;
using MtlTorch.Experiments.Sweeps.Sampling;
using MtlTorch.Experiments.Sweeps.Spaces;

namespace MtlTorch.Benchmarks.Sweeps;

/// <summary>What pruners save and lose on simulated learning curves.</summary>
internal static class PrunerBenchmark
{
    private const int Epochs = 50;
    private const int AtATime = 8;

    private static readonly SearchSpace Space = new([new NumberDimension("n", 0, 1, Log: false, Step: null, IsWhole: false, [])]);

    /// <summary>
    /// Writes a row of a table: the epochs trained, as a share of all, and the regret, median and mean over the seeds: by how much the last value without noise of the trial that
    /// looks best is above the least of all trials. Eight trials are trained at a time, an epoch each in turn.
    /// </summary>
    public static void Run(string pruner, int trials, int seeds, TextWriter output)
    {
        var results = Enumerable.Range(1, seeds).Select(seed => Sweep(OptionsOf(pruner), trials, seed)).ToList();
        double[] regrets = [.. results.Select(r => r.Regret).Order()];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {pruner} | {results.Average(r => r.Share):0.000} | {regrets[seeds / 2]:0.0000} | {regrets.Average():0.0000} |"));
    }

    private static PrunerOptions OptionsOf(string pruner) => pruner switch
    {
        "none" => new NoPrunerOptions(),
        "median" => new MedianPrunerOptions(),
        "asha" => new AshaOptions(),
        "hyperband" => new HyperbandOptions(),
        "patience" => new PatiencePrunerOptions(),
        _ => throw new ArgumentException($"no pruner is called {pruner}; there are none, median, asha, hyperband, patience."),
    };

    private static (double Share, double Regret) Sweep(PrunerOptions options, int trials, int seed)
    {
        var pruner = options.Create(Epochs);
        var curves = Enumerable.Range(1, trials).Select(n => new LearningCurve(new Draws(seed, "curve", n))).ToList();
        var observations = new List<Observation>();
        var epochs = 0;
        while (observations.Count < trials || observations.Any(o => o.Status == TrialStatus.Running))
        {
            while (observations.Count < trials && observations.Count(o => o.Status == TrialStatus.Running) < AtATime)
            {
                observations.Add(new Observation(observations.Count + 1, Space.At([0.5]), TrialStatus.Running, [], []));
            }

            foreach (var trial in observations.Where(o => o.Status == TrialStatus.Running).ToList())
            {
                epochs++;
                observations[trial.Number - 1] = AnEpochOn(trial, curves[trial.Number - 1], pruner, observations);
            }
        }

        var chosen = observations.Where(o => o.Status == TrialStatus.Completed).MinBy(o => o.Losses[0])!;
        return ((double)epochs / (trials * Epochs), curves[chosen.Number - 1].End - curves.Min(c => c.End));
    }

    private static Observation AnEpochOn(Observation trial, LearningCurve curve, IPruner pruner, List<Observation> all)
    {
        var next = trial with { Curve = [.. trial.Curve, curve.Told[trial.Curve.Count]] };
        if (next.Curve.Count == Epochs)
        {
            return next with { Status = TrialStatus.Completed, Losses = [next.Curve[^1]] };
        }

        return pruner.ShouldEnd(next, [.. all.Where(o => o.Number != trial.Number && o.Curve.Count > 0)]) ? next with { Status = TrialStatus.Pruned } : next;
    }

    /// <summary>A loss that falls by a power law from 1 towards a level of its own, with noise; slow ones may end lower than fast ones.</summary>
    private sealed class LearningCurve
    {
        public LearningCurve(Draws draws)
        {
            var (level, speed) = (0.1 + (0.5 * draws.Uniform()), 0.3 + draws.Uniform());
            double At(int epoch) => level + ((1 - level) * Math.Pow(epoch, -speed));
            Told = [.. Enumerable.Range(1, Epochs).Select(epoch => At(epoch) + (0.01 * draws.Normal()))];
            End = At(Epochs);
        }

        /// <summary>The loss after each epoch, with noise.</summary>
        public double[] Told { get; }

        /// <summary>The loss after the last epoch, without noise.</summary>
        public double End { get; }
    }
}
