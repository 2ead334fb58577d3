using MtlTorch.Ensembles.Combining;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Ensembles;

/// <summary>Predictions of made-up members to test with.</summary>
internal static class Outputs
{
    /// <summary>Members that lean to the right class, each by itself, some more than others.</summary>
    public static TaskOutputs Classes(int members, int rows, long seed = 1)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(seed);
        using var generator = randomness.Fresh("outputs");
        var target = torch.randint(0, 3, [rows], torch.int64, generator: generator);
        var lean = torch.rand([members, 1, 1], torch.float64, generator: generator) * 2;
        var right = torch.nn.functional.one_hot(target, 3).to(torch.float64).unsqueeze(0);
        return Classes(right * lean + torch.randn([members, rows, 3], torch.float64, generator: generator), target);
    }

    /// <summary>Members with given logits [M, N, 3].</summary>
    public static TaskOutputs Classes(torch.Tensor logits, torch.Tensor target)
    {
        var model = Some.Model();
        return new TaskOutputs(model.Tasks[0], model.Heads[0], logits.to(torch.float64).log_softmax(-1), target);
    }

    /// <summary>Members whose errors have a common part and one of their own.</summary>
    public static TaskOutputs Numbers(int members, int rows, long seed = 1)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(seed);
        using var generator = randomness.Fresh("outputs");
        var target = torch.randn([rows, 2], torch.float32, generator: generator);
        var common = torch.randn([1, rows, 2], torch.float64, generator: generator) * 0.5;
        var size = torch.rand([members, 1, 1], torch.float64, generator: generator) + 0.2;
        return Numbers(target.to(torch.float64) + common + size * torch.randn([members, rows, 2], torch.float64, generator: generator), target);
    }

    /// <summary>Members with given numbers [M, N, 2].</summary>
    public static TaskOutputs Numbers(torch.Tensor members, torch.Tensor target)
    {
        var model = Some.Model();
        return new TaskOutputs(model.Tasks[1], model.Heads[1], members, target);
    }

    /// <summary>Log-loss, or mean squared error, of a combined prediction.</summary>
    public static double LossOf(TaskOutputs rows, Combination combination)
    {
        using var scope = torch.NewDisposeScope();
        var prediction = combination.Of(rows.AreClasses, rows.Members);
        return rows.AreClasses
            ? -prediction.gather(1, rows.Target.unsqueeze(1)).mean().item<double>()
            : (prediction - rows.Target.to(torch.float64)).square().mean().item<double>();
    }

    /// <summary>The same rows with the members in another order.</summary>
    public static TaskOutputs Permuted(TaskOutputs rows, params long[] order)
    {
        using var scope = torch.NewDisposeScope();
        return new TaskOutputs(rows.Task, rows.Head, rows.Members.index_select(0, torch.tensor(order)), rows.Target);
    }
}
