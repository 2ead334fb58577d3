using static TorchSharp.torch;

namespace MtlTorch.Modules;

/// <summary>Keeps a module in evaluation mode, and puts it back into the mode that it was in.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly nn.Module module;
    private readonly bool training;

    /// <param name="module">The module.</param>
    public EvaluationMode(nn.Module module)
    {
        (this.module, training) = (module, module.training);
        module.eval();
    }

    /// <summary>Puts the module back.</summary>
    public void Dispose() => module.train(training);
}
