using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>Parameters and buffers that outlive the dispose scope in which their module is built.</summary>
internal static class Kept
{
    public static Parameter Parameter(Tensor values)
    {
        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    public static Parameter Zeros(IEnumerable<long> shape) => Parameter(zeros([.. shape]));

    public static Tensor Buffer(IEnumerable<long> shape, ScalarType type = ScalarType.Float32) => zeros([.. shape], type).DetachFromDisposeScope();
}
