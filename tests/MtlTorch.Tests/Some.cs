using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;
using MtlTorch.Tensors;

namespace MtlTorch.Tests;

/// <summary>A small problem to test with: from six inputs tell one of three kinds, and two amounts.</summary>
internal static class Some
{
    public static readonly IReadOnlyList<long> InputShape = [6];

    public static readonly IReadOnlyDictionary<string, TargetDescription> Targets = new Dictionary<string, TargetDescription>
    {
        ["kind"] = new ClassTarget(["ant", "bee", "cat"]),
        ["amount"] = new RealTarget(2, "kg"),
    };

    /// <summary>A run on the CPU.</summary>
    public static ModuleContext Context(long seed = 1) => new(new Randomness(seed), torch.CPU);

    /// <summary>Rows that can be learnt: the kind is the largest of the first three inputs, the amounts are sums of inputs.</summary>
    public static Split Split(int rows, int salt = 1)
    {
        using var scope = torch.NewDisposeScope();
        var inputs = 2 * TestPattern.Tensor([rows, 6], salt);
        var amounts = torch.stack([inputs.narrow(1, 0, 3).sum(dim: 1) * 5 + 100, inputs.narrow(1, 2, 4).sum(dim: 1) - 7], 1);
        return new Split(inputs.DetachFromDisposeScope(), new Dictionary<string, torch.Tensor>
        {
            ["kind"] = inputs.narrow(1, 0, 3).argmax(1).DetachFromDisposeScope(),
            ["amount"] = amounts.DetachFromDisposeScope(),
        });
    }

    /// <summary>Both tasks, "kind" and "amount".</summary>
    public static IReadOnlyList<LearningTask> Tasks(ClassificationOptions? kind = null, RegressionOptions? amount = null) =>
        [(kind ?? new()).Build("kind", Targets), (amount ?? new()).Build("amount", Targets)];

    /// <summary>A multilayer perceptron for both tasks.</summary>
    public static MultiTaskModel Model(ModuleContext? context = null, IReadOnlyList<LearningTask>? tasks = null, double dropout = 0)
    {
        var trunk = new MlpTrunkOptions { Hidden = [8], Activation = Activation.Tanh, Dropout = dropout };
        return ModelBuilder.Build(trunk, new HardSharingOptions(), tasks ?? Tasks(), InputShape, context ?? Context());
    }
}
