namespace MtlTorch.Experiments.Sweeps.Launching.Slurm;

/// <summary>Where trials of a sweep are trained, as seen from every node.</summary>
/// <param name="Sweep">The folder of the sweep.</param>
/// <param name="WorkingDirectory">The folder that relative paths in configurations start from.</param>
/// <param name="Program">The program and the arguments before the verb: "dotnet", "mtl.dll".</param>
public sealed record SlurmPlace(string Sweep, string WorkingDirectory, IReadOnlyList<string> Program)
{
    /// <summary>Folder of the jobs.</summary>
    public string Jobs => Path.Combine(Path.GetFullPath(Sweep), "slurm");
}
