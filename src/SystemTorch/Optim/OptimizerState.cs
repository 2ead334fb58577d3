namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of a parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Copies another state into this one.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>A tensor like the parameter, filled with a number, that outlives the scope of the step.</summary>
    private protected Tensor Filled(double value)
    {
        using var noGrad = no_grad();
        return full_like(_parameter, value).DetachFromDisposeScope();
    }

    private protected void Copy(Tensor source, ref Tensor destination)
    {
        destination?.Dispose();
        destination = source?.to(source.dtype, _parameter.device, copy: true).DetachFromDisposeScope();
    }
}
