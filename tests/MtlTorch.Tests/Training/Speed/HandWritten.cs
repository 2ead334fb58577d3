using MtlTorch.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Training.Speed;

/// <summary>The steps of <see cref="SmallTraining"/> as one writes them with TorchSharp alone: modules, an optimizer, a loop.</summary>
internal sealed class HandWritten : IDisposable
{
    private readonly Split rows;
    private readonly Sequential trunk = nn.Sequential(Dense(SmallTraining.Width), nn.ReLU(), Dense(SmallTraining.Width), nn.ReLU(), Dense(SmallTraining.Width), nn.ReLU());
    private readonly Linear[] heads = [Dense(SmallTraining.Classes), Dense(SmallTraining.Classes)];
    private readonly Adam optimizer;
    private readonly Tensor order;

    public HandWritten(int steps)
    {
        rows = SmallTraining.RowsOf(steps * SmallTraining.BatchSize);
        order = randperm(rows.Rows, int64).DetachFromDisposeScope();
        optimizer = optim.Adam([.. trunk.parameters(), .. heads.SelectMany(head => head.parameters())], 0.001);
    }

    /// <summary>Takes all steps.</summary>
    public void Run()
    {
        for (long start = 0; start < rows.Rows; start += SmallTraining.BatchSize)
        {
            using var scope = NewDisposeScope();
            var index = order.narrow(0, start, SmallTraining.BatchSize);
            var features = trunk.call(rows.Inputs.index_select(0, index));
            var losses = heads.Zip(rows.Targets.Values, (head, target) => nn.functional.cross_entropy(head.call(features), target.index_select(0, index))).ToArray();
            optimizer.zero_grad();
            (losses[0] + losses[1]).backward();
            optimizer.step();
        }
    }

    public void Dispose()
    {
        optimizer.Dispose();
        trunk.Dispose();
        Array.ForEach(heads, head => head.Dispose());
        order.Dispose();
        rows.Dispose();
    }

    private static Linear Dense(long width) => nn.Linear(SmallTraining.Width, width);
}
