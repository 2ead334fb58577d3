using MtlTorch.Modules;
using MtlTorch.Tasks;

namespace MtlTorch.Experiments.Running;

/// <summary>The models of a training with replicas.</summary>
/// <param name="Model">The model: the first replica, and the one that is evaluated and kept.</param>
/// <param name="Twins">The others.</param>
/// <param name="Exchange">By which they learn of the whole batch; null for one model.</param>
public sealed record ReplicaModels(MultiTaskModel Model, IReadOnlyList<MultiTaskModel> Twins, BatchExchange? Exchange) : IDisposable
{
    /// <summary>Disposes of all of them.</summary>
    public void Dispose()
    {
        foreach (var twin in Twins)
        {
            twin.Dispose();
        }

        Model.Dispose();
    }
}
