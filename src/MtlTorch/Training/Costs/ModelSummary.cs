using MtlTorch.Modules;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Costs;

/// <summary>What a model costs: its modules with parameters, their multiply-adds, and the memory of what flows through them.</summary>
/// <param name="Modules">Every module that has trainable parameters of its own, in the order of the model.</param>
/// <param name="ActivationBytes">Bytes per row of what the modules take in and give out in training: what autograd keeps.</param>
/// <param name="LargestActivation">Bytes per row of the largest of those.</param>
public sealed record ModelSummary(IReadOnlyList<ModuleCost> Modules, long ActivationBytes, long LargestActivation)
{
    /// <summary>Trainable parameters.</summary>
    public long Parameters => Modules.Sum(m => m.Parameters);

    /// <summary>Multiply-adds for one row in one forward pass, of the modules for which they are known.</summary>
    public long MultiplyAdds => Modules.Sum(m => m.MultiplyAdds ?? 0);

    /// <summary>
    /// Sends one row through a model and looks on. In evaluation mode: nothing is drawn, no statistics move, and the training
    /// that follows is the same to the last bit.
    /// </summary>
    /// <param name="model">The model; it is left in the mode that it was in.</param>
    /// <param name="row">Inputs [1, ...] on its device.</param>
    public static ModelSummary Of(MultiTaskModel model, torch.Tensor row)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var probe = new ModelProbe(model, row);
        using var mode = new EvaluationMode(model);
        try
        {
            model.call(row);
        }
        finally
        {
            probe.Remove();
        }

        return probe.Summary();
    }
}
