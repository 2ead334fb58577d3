namespace TorchSharp.Modules;

/// <summary>
/// A tensor that modules list as theirs to be trained. It takes the native tensor over: <c>data</c> is invalid afterwards.
/// </summary>
public class Parameter : Tensor
{
    public Parameter(Tensor data, bool requires_grad = true) : base(data.DecoupleFromNativeHandle())
    {
        if (is_leaf)
            this.requires_grad = requires_grad;
    }

    /// <summary>A parameter of a module: filled in, and owned by no dispose scope.</summary>
    internal static Parameter Make(long[] size, Device device, ScalarType? dtype, Action<Tensor> fill)
    {
        using var noGrad = no_grad();
        var tensor = empty(size, dtype, device);
        fill(tensor);
        var parameter = new Parameter(tensor);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
