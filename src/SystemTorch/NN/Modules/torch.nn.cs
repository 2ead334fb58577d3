namespace TorchSharp;

public static partial class torch
{
    /// <summary>Networks: modules, losses, functions.</summary>
    public static partial class nn
    {
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
    }
}
