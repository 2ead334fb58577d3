using MtlTorch.Tasks;
using MtlTorch.Tensors;
using TorchSharp.Modules;

namespace MtlTorch.Training.Steps;

/// <summary>The moments of an optimizer that steps flat parameters.</summary>
internal sealed class OptimizerMemory(FlatParameters parameters, OptimizerHelper optimizer) : IOptimizerMemory
{
    public void Forget(torch.Tensor parameter, int dimension, torch.Tensor rows)
    {
        if (parameters.PlaceOf(parameter) is not { } offset)
        {
            return;
        }

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        foreach (var (part, state) in optimizer.parameters().Zip(optimizer.state_dict().State))
        {
            // A part without a gradient belongs to a task that does not learn in this step.
            var start = part.storage_offset();
            if (part.grad is not null && offset >= start && offset < start + part.numel())
            {
                foreach (var moment in Checkpoints.OptimizerState.Moments(state))
                {
                    moment.narrow(0, offset - start, parameter.numel()).view(parameter.shape).index_fill_(dimension, rows, 0);
                }
            }
        }
    }
}
