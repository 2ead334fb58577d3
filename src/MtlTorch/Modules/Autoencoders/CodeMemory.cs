using static TorchSharp.torch;

namespace MtlTorch.Modules.Autoencoders;

/// <summary>What is remembered of a code from step to step, as buffers: training steps, and the inputs that each unit has seen since it fired.</summary>
public sealed class CodeMemory : nn.Module
{
    private readonly Tensor steps;
    private readonly Tensor silent;

    /// <summary>Nothing is remembered yet.</summary>
    /// <param name="units">Width of the code.</param>
    public CodeMemory(long units)
        : base(nameof(CodeMemory))
    {
        steps = Kept.Buffer([], ScalarType.Int64);
        silent = Kept.Buffer([units], ScalarType.Int64);
        RegisterComponents();
    }

    /// <summary>Training steps.</summary>
    public long Steps => steps.Whole();

    /// <summary>Which units have not fired for so many inputs: Bool [units].</summary>
    internal Tensor SilentFor(long inputs) => silent >= inputs;

    /// <summary>Takes in which units fired in a training step.</summary>
    /// <param name="fired">Bool [units].</param>
    /// <param name="inputs">Inputs of the step.</param>
    internal void Add(Tensor fired, long inputs)
    {
        using var scope = NewDisposeScope();
        silent.add_(inputs).mul_(fired.logical_not().to(ScalarType.Int64));
        steps.add_(1);
    }

    /// <summary>Units begin anew.</summary>
    /// <param name="units">Indices, Int64 [n].</param>
    internal void Wake(Tensor units) => silent.index_fill_(0, units, 0);
}
