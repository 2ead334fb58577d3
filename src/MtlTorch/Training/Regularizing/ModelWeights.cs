using MtlTorch.Regularizers;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using TorchSharp.Modules;

namespace MtlTorch.Training.Regularizing;

/// <summary>The parameters of a model that learn, as regularizers see them: views of the flat tensors.</summary>
internal sealed class ModelWeights : IDisposable
{
    /// <param name="model">The model.</param>
    /// <param name="parameters">Its flat parameters.</param>
    public ModelWeights(MultiTaskModel model, FlatParameters parameters)
    {
        var normalizations = model.named_modules().Where(m => m.module is NormBase or LayerNorm or GroupNorm).Select(m => m.name + ".").ToList();
        using var values = parameters.Values.detach();
        All =
        [
            .. model.named_parameters()
                .Select(p => (p.name, p.parameter, Place: parameters.PlaceOf(p.parameter)))
                .Where(p => p.Place is not null)
                .DistinctBy(p => p.Place)
                .Select(p => new ModelWeight(
                    p.name,
                    TaskAt(parameters, p.Place!.Value),
                    normalizations.Any(n => p.name.StartsWith(n, StringComparison.Ordinal)) ? WeightRole.Normalization : p.parameter.dim() >= 2 ? WeightRole.Weight : WeightRole.Bias,
                    View(values, p.Place.Value, p.parameter),
                    View(parameters.Gradient, p.Place.Value, p.parameter))),
        ];
    }

    /// <summary>All of them, in the order of the model.</summary>
    public IReadOnlyList<ModelWeight> All { get; }

    public void Dispose()
    {
        foreach (var weight in All)
        {
            weight.Values.Dispose();
            weight.Gradient.Dispose();
        }
    }

    private static string? TaskAt(FlatParameters parameters, long place) =>
        parameters.Groups.First(g => place >= g.Offset && place < g.Offset + g.Length).Name is var name && name == MultiTaskModel.SharedGroup ? null : name;

    private static torch.Tensor View(torch.Tensor flat, long place, Parameter parameter)
    {
        using var scope = torch.NewDisposeScope();
        return flat.narrow(0, place, parameter.numel()).view(parameter.shape).DetachFromDisposeScope();
    }
}
