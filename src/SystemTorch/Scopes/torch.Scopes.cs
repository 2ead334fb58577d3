namespace TorchSharp;

public static partial class torch
{
    /// <summary>Opens a scope on this thread; it is closed by disposing of it.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Runs a computation in a scope of its own, of which only the result survives.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
