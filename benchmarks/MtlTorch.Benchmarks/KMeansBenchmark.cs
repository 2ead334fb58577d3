using System.Diagnostics;
using System.Globalization;
using MtlTorch.Clustering;
using MtlTorch.Data;
using MtlTorch.Tensors;

namespace MtlTorch.Benchmarks;

/// <summary>K-means on the 60,000 training images of MNIST, 10 clusters; the twin of python/k_means.py.</summary>
internal static class KMeansBenchmark
{
    private const int Iterations = 30;

    /// <summary>
    /// Prints the seconds of 30 of Lloyd's iterations from the first ten images and the inertia after them, then the seconds of greedy k-means++ with
    /// one iteration, and that inertia, which depends on the draws.
    /// </summary>
    /// <param name="root">Folder above mnist/.</param>
    public static string Run(string root)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(1);
        var rows = Idx.Read(Path.Combine(root, "mnist", "train-images-idx3-ubyte.gz")).flatten(1).to(torch.float32) / 255;
        var lloyd = new KMeansOptions { Clusters = 10, MaxIterations = Iterations, Tolerance = 0 };
        var start = rows.narrow(0, 0, lloyd.Clusters);
        using var generator = randomness.Fresh("benchmark");

        // Once without looking at the clock, for what .NET compiles and LibTorch sets up.
        (lloyd with { MaxIterations = 1 }).Fit(rows, generator).Dispose();
        var iterations = Time(() => lloyd.FitFrom(rows, start, generator));
        var draws = Time(() => (lloyd with { MaxIterations = 1 }).Fit(rows, generator));
        return string.Create(CultureInfo.InvariantCulture, $"{iterations.Seconds:f3} {iterations.Inertia:f0} {draws.Seconds:f3} {draws.Inertia:f0}");
    }

    private static (double Seconds, double Inertia) Time(Func<KMeansResult> cluster)
    {
        var started = Stopwatch.GetTimestamp();
        using var found = cluster();
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, found.Inertia);
    }
}
