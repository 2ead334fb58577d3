using Parity.Tests.Support;

namespace Parity.Tests.PyTorch;

/// <summary>The twin of <c>observe</c> in scripts/golden/torch/modules.py.</summary>
internal static class ModuleObservation
{
    /// <summary>
    /// Fills the module with patterns and runs it. Gives the output, the gradient of the input where it requires one, the
    /// gradients of the parameters, and the buffers. The gradients are those of the sum of the output, weighted by a pattern.
    /// </summary>
    public static Tensor[] Of(nn.Module module, Func<Tensor, Tensor> call, Tensor input)
    {
        Pattern.Fill(module);
        var output = call(input);
        (output * Pattern.Of(50, output.shape)).sum().backward();
        Tensor[] inputGradient = input.requires_grad ? [input.grad!] : [];
        return [output, .. inputGradient, .. module.parameters().Select(p => p.grad!), .. module.named_buffers().Select(b => b.buffer)];
    }
}
