using System.Diagnostics;
using System.Text.Json;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Sampling;

namespace MtlTorch.Benchmarks.Sweeps;

/// <summary>How good the best point is that a sampler finds. Its twin with Optuna is benchmarks/python/optuna_samplers.py.</summary>
internal static class SamplerBenchmark
{
    /// <summary>Writes a line of JSON per seed, from 1: the value without noise of that point which was told to be the best, and the seconds that the sampler took.</summary>
    public static void Run(string functionName, string sampler, int trials, int seeds, TextWriter output)
    {
        if (!TestFunction.All.TryGetValue(functionName, out var function))
        {
            throw new ArgumentException($"no function is called {functionName}; there are {string.Join(", ", TestFunction.All.Keys)}.");
        }

        for (var seed = 1; seed <= seeds; seed++)
        {
            var time = Stopwatch.StartNew();
            var best = BestOf(function, OptionsOf(sampler), trials, seed);
            output.WriteLine(JsonSerializer.Serialize(new { function = functionName, sampler, seed, best, seconds = Math.Round(time.Elapsed.TotalSeconds, 3) }));
        }
    }

    private static SamplerOptions OptionsOf(string sampler) => sampler switch
    {
        "random" => new RandomOptions(),
        "sobol" => new SobolOptions(),
        "tpe" => new TpeOptions(),
        "cma-es" => new CmaEsOptions(),
        "nsga-2" => new Nsga2Options(),
        _ => throw new ArgumentException($"no sampler is called {sampler}; there are random, sobol, tpe, cma-es, nsga-2."),
    };

    private static double BestOf(TestFunction function, SamplerOptions options, int trials, int seed)
    {
        var sampler = options.Create(function.Space, seed, objectives: 1);
        var observations = new List<Observation>();
        for (var number = 1; number <= trials && sampler.Next(number, observations) is { } point; number++)
        {
            observations.Add(new Observation(number, point, TrialStatus.Completed, [function.Told(point, seed, number)], []));
        }

        return function.Value(observations.MinBy(o => o.Losses[0])!.Point);
    }
}
