using MtlTorch.Data;

namespace MtlTorch.Experiments.Tests.Running;

/// <summary>A data set whose test targets are wrong: the next class, and numbers far off.</summary>
internal sealed class PoisonedData(IDataSet inner, Action onTest) : IDataSet
{
    public DataDescription Description => inner.Description;

    public List<SplitName> Loaded { get; } = [];

    public Action? BeforeTest { get; set; }

    public Split Load(SplitName name)
    {
        var split = inner.Load(name);
        if (name == SplitName.Test)
        {
            onTest();
            BeforeTest?.Invoke();
            foreach (var (target, values) in split.Targets)
            {
                Poison(values, inner.Description.Targets[target]);
            }
        }

        Loaded.Add(name);
        return split;
    }

    private static void Poison(torch.Tensor values, TargetDescription description)
    {
        using var scope = torch.NewDisposeScope();
        if (description is ClassTarget classes)
        {
            values.copy_((values + 1).remainder(classes.Classes.Count));
        }
        else
        {
            values.mul_(-1000);
        }
    }
}
