using MtlTorch.Modules.Trunks;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Sharing;

/// <summary>One trunk whose features go to every head.</summary>
[Paper("Caruana 1997, Multitask Learning", "https://doi.org/10.1023/A:1007379606734")]
public sealed record HardSharingOptions : SharingOptions
{
    /// <inheritdoc/>
    public override SharingArchitecture Build(TrunkOptions trunk, InputDescription inputs, int tasks, ModuleContext context) =>
        new HardSharing(trunk.Build(inputs, context), tasks);
}

/// <summary>See <see cref="HardSharingOptions"/>.</summary>
public sealed class HardSharing : SharingArchitecture
{
    private readonly int tasks;
    private readonly Trunk trunk;

    /// <param name="trunk">The shared trunk.</param>
    /// <param name="tasks">Number of tasks.</param>
    public HardSharing(Trunk trunk, int tasks)
        : base(nameof(HardSharing))
    {
        this.tasks = tasks;
        this.trunk = trunk;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override long FeaturesOf(int task) => trunk.Features;

    /// <inheritdoc/>
    public override Trunk TrunkOf(int task) => trunk;

    /// <summary>The same representation, one object, for each task.</summary>
    public override Representation[] forward(Tensor input) => [.. Enumerable.Repeat(trunk.Represent(input), tasks)];
}
