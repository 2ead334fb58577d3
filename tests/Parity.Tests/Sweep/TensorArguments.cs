using System.Reflection;

namespace Parity.Tests.Sweep;

/// <summary>Made-up tensors.</summary>
internal static class TensorArguments
{
    public static Tensor? Of(ParameterInfo parameter, int variant)
    {
        if (parameter.Name == "out")
            return null;
        if (variant == 0)
        {
            if (Fitting(parameter) is { } fitting)
                return fitting;
            if (parameter.HasDefaultValue && ((MethodInfo)parameter.Member).IsStatic)
                return null;
        }
        if (variant == 2)
            return tensor(new long[] { 1, 0, 2, 1 }).view(2, 2);
        return IndexOrMask(parameter, variant) ?? Plain(parameter, variant);
    }

    public static Tensor[] ListOf(ParameterInfo parameter)
    {
        bool areIndices = parameter.ParameterType == typeof(Tensor[])
            && parameter.Member.Name.StartsWith("index", StringComparison.Ordinal);
        return areIndices ? [tensor(new long[] { 1 })] : [linspace(0.1, 1, 4).view(2, 2), linspace(1, 2, 4).view(2, 2)];
    }

    private static Tensor? IndexOrMask(ParameterInfo parameter, int variant)
    {
        bool areClasses = parameter.Name == "target"
            && parameter.Member.DeclaringType!.Name == "functional"
            && parameter.Member.Name is "cross_entropy" or "nll_loss";
        if (areClasses || (parameter.Name == "x" && parameter.Member.Name == "one_hot"))
            return tensor(new long[] { 1, 0 });
        return parameter.Name switch
        {
            "mask" or "condition" => tensor(new float[] { 1, 0, 1, 1 }).view(2, 2) > 0,
            "index" or "indices" => variant == 0 ? tensor(new long[] { 1, 0 }) : tensor(new long[] { 1, 0, 0, 1 }).view(2, 2),
            _ => null,
        };
    }

    private static Tensor Plain(ParameterInfo parameter, int variant) => variant switch
    {
        1 when parameter.Name is "batch2" or "vec2" or "vec" or "vec1" => tensor(new float[] { 0.5f, 2, 1 }),
        1 => tensor(new float[] { 0.3f, 0.7f, 0.9f }),
        3 => linspace(0.1, 2, 32).view(2, 4, 2, 2),
        4 => linspace(0.1, 2, 8).view(2, 2, 2),
        _ => tensor(new float[] { 0.3f, 0.9f, 0.6f, 0.2f }).view(2, 2),
    };

    /// <summary>Arguments that go together, for members whose arguments must; the instance is 2 x 2.</summary>
    private static Tensor? Fitting(ParameterInfo parameter) => (parameter.Member.Name, parameter.Name) switch
    {
        ("op_Explicit", _) => tensor(1f),
        ("gather" or "scatter" or "scatter_" or "scatter_add" or "scatter_add_" or "take_along_dim", "index" or "indices")
            => Longs(1, 0, 0, 1).view(2, 2),
        ("cross_entropy" or "nll_loss", "input") => Ramp(2, 3),
        ("cross_entropy" or "nll_loss", "target") => Longs(2, 0),
        ("conv1d", "input") => Ramp(1, 2, 5),
        ("conv1d", "weight") => Ramp(3, 2, 2),
        ("conv2d", "input") => Ramp(1, 2, 5, 5),
        ("conv2d", "weight") => Ramp(3, 2, 2, 2),
        ("conv3d", "input") => Ramp(1, 2, 4, 4, 4),
        ("conv3d", "weight") => Ramp(3, 2, 2, 2, 2),
        ("conv_transpose2d", "input") => Ramp(1, 2, 5, 5),
        ("conv_transpose2d", "weight") => Ramp(2, 3, 2, 2),
        ("batch_norm" or "instance_norm", "input") => Ramp(2, 3, 4),
        ("batch_norm" or "instance_norm", "running_var") => ones(3),
        ("batch_norm" or "instance_norm", "running_mean") => zeros(3),
        ("group_norm", "input") => Ramp(2, 4, 3),
        ("layer_norm", "input") => Ramp(3, 2),
        ("max_pool2d", "input") => Ramp(1, 1, 4, 4),
        ("cosine_embedding_loss", "target") => tensor(new float[] { 1, -1 }),
        ("cosine_embedding_loss", _) => Ramp(2, 3),
        ("mv", "target" or "vec") => Ramp(2),
        ("addmv" or "addmv_", "vec" or "input") => Ramp(2),
        ("addbmm" or "addbmm_", "batch1" or "batch2") => Ramp(3, 2, 2),
        ("prelu", "target" or "weight") => Ramp(1),
        ("addr_", "vec1" or "vec2") => Ramp(2),
        ("repeat_interleave", "repeats") => Longs(1, 2),
        ("cholesky", "input") => (eye(2) * 3) + 1,
        ("select_scatter" or "diagonal_scatter", "src") => Ramp(2),
        ("index_put_", "value") => Ramp(2),
        _ => null,
    };

    private static Tensor Longs(params long[] values) => tensor(values);

    private static Tensor Ramp(params long[] shape)
        => linspace(0.1, 1.7, shape.Aggregate(1L, (product, size) => product * size)).view(shape);
}
