using System.Globalization;

namespace MtlTorch.Experiments.Sweeps.Launching.Local;

/// <summary>Which GPUs each of several processes sees: as many as its trials want, one process after the other, and from the first again.</summary>
public static class GpuShare
{
    /// <summary>The variable that says which GPUs a process sees.</summary>
    public const string Variable = "CUDA_VISIBLE_DEVICES";

    /// <summary>The GPUs of a worker, as the variable spells them.</summary>
    /// <param name="worker">Its number, from 0.</param>
    /// <param name="visible">The GPUs that this process sees: names or numbers.</param>
    /// <param name="each">GPUs of a trial.</param>
    /// <exception cref="InvalidOptionException">A trial wants more GPUs than there are.</exception>
    public static string Of(int worker, IReadOnlyList<string> visible, int each) => each <= visible.Count
        ? string.Join(',', Enumerable.Range(0, each).Select(i => visible[((worker * each) + i) % visible.Count]))
        : throw new InvalidOptionException("replicas", string.Create(CultureInfo.InvariantCulture, $"a trial wants {each} GPUs, and {visible.Count} are there."));

    /// <summary>The GPUs that this process sees.</summary>
    /// <param name="variable">What the variable says; null where it is not set, and all are seen.</param>
    /// <param name="count">Number of GPUs that are seen.</param>
    public static IReadOnlyList<string> Visible(string? variable, int count) => string.IsNullOrWhiteSpace(variable)
        ? [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))]
        : [.. variable.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(count)];
}
