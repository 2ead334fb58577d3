namespace MtlTorch.Data.DataSets;

/// <summary>Geometric figures of equal area, drawn many at a time from their signed distance functions.</summary>
internal static class Figures
{
    /// <summary>Half the side of a square with the area of the unit circle: sqrt(pi) / 2.</summary>
    private const double SquareHalfSide = 0.8862;

    /// <summary>Radius of the inscribed circle of an equilateral triangle with the area of the unit circle: sqrt(pi / (3 sqrt(3))).</summary>
    private const double TriangleInradius = 0.7776;

    /// <summary>Half the length of a cross, whose bars are a third as wide as long, with the area of the unit circle: sqrt(9 pi / 20).</summary>
    private const double CrossHalfLength = 1.1890;

    /// <summary>The figures in the order of their class numbers.</summary>
    public static IReadOnlyList<string> Names { get; } = ["circle", "square", "triangle", "cross"];

    /// <summary>How much of each pixel is covered, Float32 [B, S, S] from 0 to 1.</summary>
    /// <param name="imageSize">Height and width S, in pixels.</param>
    /// <param name="figure">Class numbers, Int64 [B].</param>
    /// <param name="x">Column of the center [B], in pixels.</param>
    /// <param name="y">Row of the center [B], in pixels.</param>
    /// <param name="radius">Radius of the circle of equal area [B], in pixels.</param>
    /// <param name="angle">Rotation [B], in radians.</param>
    public static torch.Tensor Coverage(
        long imageSize, torch.Tensor figure, torch.Tensor x, torch.Tensor y, torch.Tensor radius, torch.Tensor angle)
    {
        var pixels = torch.arange(imageSize, torch.float32) + 0.5;
        var dx = pixels.view(1, 1, -1) - x.view(-1, 1, 1);
        var dy = pixels.view(1, -1, 1) - y.view(-1, 1, 1);
        var (cos, sin) = (angle.cos().view(-1, 1, 1), angle.sin().view(-1, 1, 1));
        var r = radius.view(-1, 1, 1);
        var (u, v) = ((dx * cos + dy * sin) / r, (dy * cos - dx * sin) / r);
        var distances = torch.stack([Circle(u, v), Square(u, v), Triangle(u, v), Cross(u, v)], 1);
        var choice = figure.view(-1, 1, 1, 1).expand(-1, 1, imageSize, imageSize);
        var distance = distances.gather(1, choice).squeeze(1) * r;
        return (0.5 - distance).clamp_min(0).clamp_max(1);
    }

    private static torch.Tensor Circle(torch.Tensor u, torch.Tensor v) => (u * u + v * v).sqrt() - 1;

    private static torch.Tensor Square(torch.Tensor u, torch.Tensor v) => torch.maximum(u.abs(), v.abs()) - SquareHalfSide;

    private static torch.Tensor Triangle(torch.Tensor u, torch.Tensor v)
    {
        var slanted = u.abs() * (Math.Sqrt(3) / 2) - v * 0.5;
        return torch.maximum(slanted, v) - TriangleInradius;
    }

    private static torch.Tensor Cross(torch.Tensor u, torch.Tensor v)
    {
        var (a, b) = (u.abs(), v.abs());
        var along = torch.maximum(a - CrossHalfLength, b - CrossHalfLength / 3);
        var across = torch.maximum(a - CrossHalfLength / 3, b - CrossHalfLength);
        return torch.minimum(along, across);
    }
}
