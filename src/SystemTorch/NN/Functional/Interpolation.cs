namespace TorchSharp;

/// <summary>Resizing of the spatial dimensions, whose number and the mode choose the operator.</summary>
internal static class Interpolation
{
    internal static Tensor Of(
        Tensor input, long[] size, double[] scale_factor, InterpolationMode mode, bool? align_corners, bool recompute_scale_factor,
        bool antialias)
    {
        var spatial = input.shape[2..];
        Validate(spatial.Length, size, scale_factor, mode, align_corners);
        if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
        {
            size = [.. spatial.Zip(scale_factor, (length, factor) => (long)Math.Floor(length * factor))];
            scale_factor = null;
        }
        if (mode == InterpolationMode.Area)
            return AreaOf(input, size);
        var resize = OperatorOf(mode, spatial.Length, antialias);
        return HasCorners(mode)
            ? resize.Call(input, size, align_corners ?? false, scale_factor)
            : resize.Call(input, size, scale_factor);
    }

    // Bad arguments of this function end the process in TorchSharp; here they throw.
    private static void Validate(int spatialDimensions, long[] size, double[] scale_factor, InterpolationMode mode, bool? align_corners)
    {
        if ((size is null) == (scale_factor is null))
            throw new ArgumentException("One of size and scale_factor should be given, not both.");
        int entries = size?.Length ?? scale_factor.Length;
        if (entries != spatialDimensions)
            throw new ArgumentException($"size or scale_factor should have {spatialDimensions} entries. Found {entries}.");
        if (align_corners is not null && !HasCorners(mode))
            throw new ArgumentException($"align_corners can only be set with linear, bilinear, bicubic and trilinear. Found {mode}.");
    }

    private static bool HasCorners(InterpolationMode mode)
        => mode is InterpolationMode.Linear or InterpolationMode.Bilinear or InterpolationMode.Bicubic or InterpolationMode.Trilinear;

    private static Tensor AreaOf(Tensor input, long[] size) => size.Length switch
    {
        1 => nn.functional.adaptive_avg_pool1d(input, size[0]),
        2 => nn.functional.adaptive_avg_pool2d(input, size),
        _ => throw NotSupported(InterpolationMode.Area, size.Length),
    };

    private static Operator OperatorOf(InterpolationMode mode, int spatialDimensions, bool antialias)
    {
        var found = (mode, spatialDimensions) switch
        {
            (InterpolationMode.Nearest, 1) => Operators.upsample_nearest1d_vec,
            (InterpolationMode.Nearest, 2) => Operators.upsample_nearest2d_vec,
            (InterpolationMode.Nearest, 3) => Operators.upsample_nearest3d_vec,
            (InterpolationMode.NearestExact, 1) => Operators._upsample_nearest_exact1d_vec,
            (InterpolationMode.NearestExact, 2) => Operators._upsample_nearest_exact2d_vec,
            (InterpolationMode.NearestExact, 3) => Operators._upsample_nearest_exact3d_vec,
            (InterpolationMode.Linear, 1) => Operators.upsample_linear1d_vec,
            (InterpolationMode.Bilinear, 2) => antialias ? Operators._upsample_bilinear2d_aa_vec : Operators.upsample_bilinear2d_vec,
            (InterpolationMode.Bicubic, 2) => antialias ? Operators._upsample_bicubic2d_aa_vec : Operators.upsample_bicubic2d_vec,
            (InterpolationMode.Trilinear, 3) => Operators.upsample_trilinear3d_vec,
            _ => throw NotSupported(mode, spatialDimensions),
        };
        if (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic))
            throw new ArgumentException($"antialias can only be set with the modes bilinear and bicubic. Found {mode}.");
        return found;
    }

    private static ArgumentException NotSupported(InterpolationMode mode, int spatialDimensions)
        => new($"Interpolation of {spatialDimensions} spatial dimensions does not know the mode {mode}.");
}
