using MtlTorch.Tensors;

namespace MtlTorch.Data.DataSets;

/// <summary>See <see cref="ShapesOptions"/>. Inputs are Float32 [N, 3, S, S], roughly from -1 to 1.</summary>
public sealed class Shapes : IDataSet
{
    /// <summary>Images drawn at a time; bounds the memory of the drawing.</summary>
    private const long ChunkRows = 1_000;

    private static readonly (string Name, float Red, float Green, float Blue)[] Colors =
    [
        ("red", 1, 0, 0), ("green", 0, 1, 0), ("blue", 0, 0, 1), ("yellow", 1, 1, 0), ("cyan", 0, 1, 1), ("magenta", 1, 0, 1),
    ];

    private readonly ShapesOptions options;

    /// <summary>Describes the set; the images are drawn when they are loaded.</summary>
    public Shapes(ShapesOptions options)
    {
        this.options = options;
        var targets = new Dictionary<string, TargetDescription>
        {
            ["shape"] = new ClassTarget(Figures.Names),
            ["color"] = new ClassTarget([.. Colors.Select(c => c.Name)]),
            ["size"] = new RealTarget(1, "pixels"),
        };
        var rows = new Dictionary<SplitName, long>
        {
            [SplitName.Train] = options.Train,
            [SplitName.Validation] = options.Validation,
            [SplitName.Test] = options.Test,
        };
        Description = new DataDescription([3, options.ImageSize, options.ImageSize], targets, rows);
    }

    /// <inheritdoc/>
    public DataDescription Description { get; }

    /// <inheritdoc/>
    public Split Load(SplitName name)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(options.Seed);
        using var generator = randomness.Fresh("shapes", (long)name);
        var rows = Description.Rows[name];

        // The largest comes first: if there is no memory for it, that is known at once.
        var images = torch.empty([rows, 3, options.ImageSize, options.ImageSize]);
        var shape = torch.randint(0, Figures.Names.Count, new[] { rows }, torch.int64, generator: generator);
        var color = torch.randint(0, Colors.Length, new[] { rows }, torch.int64, generator: generator);
        var size = Uniform(rows, 0.15, 0.35, generator) * options.ImageSize;
        for (long start = 0; start < rows; start += ChunkRows)
        {
            using var chunk = torch.NewDisposeScope();
            var count = Math.Min(ChunkRows, rows - start);
            var drawn = Draw(shape.narrow(0, start, count), color.narrow(0, start, count), size.narrow(0, start, count), generator);
            images.narrow(0, start, count).copy_(drawn);
        }

        return new Split(images.DetachFromDisposeScope(), new Dictionary<string, torch.Tensor>
        {
            ["shape"] = shape.DetachFromDisposeScope(),
            ["color"] = color.DetachFromDisposeScope(),
            ["size"] = size.unsqueeze(1).DetachFromDisposeScope(),
        });
    }

    /// <summary>Pixels from 0 to 255 as inputs: from -1 to 1, as the palette has it.</summary>
    internal static torch.Tensor OfPixels(torch.Tensor pixels) => pixels.to(torch.float32, copy: true).mul_(2.0 / 255).sub_(1);

    private static torch.Tensor Uniform(long count, double from, double to, torch.Generator generator) =>
        torch.rand(new[] { count }, generator: generator) * (to - from) + from;

    /// <summary>Images [B, 3, S, S] of the given figures at random places and angles, each on a gray ground of its own.</summary>
    private torch.Tensor Draw(torch.Tensor shape, torch.Tensor color, torch.Tensor size, torch.Generator generator)
    {
        var rows = shape.size(0);
        var margin = 0.4 * options.ImageSize;
        var x = Uniform(rows, margin, options.ImageSize - margin, generator);
        var y = Uniform(rows, margin, options.ImageSize - margin, generator);
        var angle = Uniform(rows, 0, 2 * Math.PI, generator);
        var ink = Figures.Coverage(options.ImageSize, shape, x, y, size, angle).unsqueeze(1);
        var ground = Uniform(rows, -0.4, 0.4, generator).view(-1, 1, 1, 1);
        var noise = torch.randn(new[] { rows, 3, options.ImageSize, options.ImageSize }, generator: generator);
        var image = ink * (Paint(color) - ground);
        return image.add_(ground).add_(noise.mul_(0.05 + 0.35 * options.Difficulty));
    }

    /// <summary>The color of each row [B, 3, 1, 1], from -1 to 1, paler with growing difficulty.</summary>
    private torch.Tensor Paint(torch.Tensor color)
    {
        var palette = torch.tensor(Colors.SelectMany(c => new[] { c.Red, c.Green, c.Blue }).ToArray(), [Colors.Length, 3]);
        var strength = 1 - 0.5 * options.Difficulty;
        return ((palette * 2 - 1) * strength).index_select(0, color).view(-1, 3, 1, 1);
    }
}
