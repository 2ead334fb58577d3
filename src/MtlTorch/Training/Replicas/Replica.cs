using MtlTorch.Tasks;
using MtlTorch.Tensors;
using TorchSharp.Modules;

namespace MtlTorch.Training.Replicas;

/// <summary>One of the models that compute a batch together: the model itself, or a twin of it. Each has a flat gradient of its own.</summary>
public sealed class Replica : IDisposable
{
    private readonly MultiTaskModel original;
    private readonly FlatParameters destination;
    private readonly bool sharesMemory;

    private Replica(int number, MultiTaskModel model, FlatParameters parameters, MultiTaskModel original, FlatParameters destination, bool sharesMemory)
    {
        (Number, Model, Parameters) = (number, model, parameters);
        (this.original, this.destination, this.sharesMemory) = (original, destination, sharesMemory);
    }

    /// <summary>Its place among the replicas, from 0, in which order their gradients are summed.</summary>
    public int Number { get; }

    /// <summary>What it computes with, in training mode.</summary>
    public MultiTaskModel Model { get; }

    /// <summary>Its parameters and its gradient.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>The model itself as the only replica, or as the first one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">Its flat parameters, which stay the caller's.</param>
    internal static Replica Of(MultiTaskModel model, FlatParameters parameters) => new(0, model, parameters, model, parameters, sharesMemory: true);

    /// <summary>
    /// A twin on the model's device; both are in training mode. Its parameters and buffers get the memory of the model's, so there is nothing to keep in step. Only the
    /// running statistics of batch normalization stay its own: replicas would write them at the same time.
    /// </summary>
    internal static Replica Beside(int number, MultiTaskModel twin, MultiTaskModel model, FlatParameters parameters)
    {
        ShareRest(twin, model);
        return new Replica(number, twin, parameters.Twin(twin.Groups), model, parameters, sharesMemory: true);
    }

    /// <summary>A twin that computes elsewhere, on another device for example: it fetches values and buffers before each step, and delivers its gradient.</summary>
    internal static Replica Apart(int number, MultiTaskModel twin, MultiTaskModel model, FlatParameters parameters) =>
        new(number, twin, new FlatParameters(twin.Groups), model, parameters, sharesMemory: false);

    /// <summary>Brings its values and buffers up to date.</summary>
    internal void Fetch()
    {
        if (sharesMemory)
        {
            return;
        }

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        Parameters.Values.detach().copy_(destination.Values.detach());
        foreach (var (own, theirs) in Rest(Model, original))
        {
            own.copy_(theirs);
        }
    }

    /// <summary>Adds its gradient to the model's.</summary>
    internal void Deliver()
    {
        if (!ReferenceEquals(Parameters, destination))
        {
            using var scope = torch.NewDisposeScope();
            destination.Gradient.add_(Parameters.Gradient.to(destination.Gradient.dtype, destination.Gradient.device));
        }
    }

    /// <summary>Disposes of a twin's flat tensors; the model's own stay.</summary>
    public void Dispose()
    {
        if (!ReferenceEquals(Parameters, destination))
        {
            Parameters.Dispose();
        }
    }

    private static void ShareRest(MultiTaskModel twin, MultiTaskModel model)
    {
        using var frozen = torch.no_grad();
        foreach (var (own, theirs) in Rest(twin, model))
        {
            own.set_(theirs);
        }
    }

    /// <summary>
    /// What no optimizer moves, of both: frozen parameters, and buffers, but for running statistics that each replica takes itself. Those of frozen layers stay as they are.
    /// </summary>
    private static IEnumerable<(torch.Tensor Own, torch.Tensor Theirs)> Rest(MultiTaskModel twin, MultiTaskModel model)
    {
        var taken = model.named_modules().Where(m => m.module is BatchNorm1d { training: true } or BatchNorm2d { training: true }).Select(m => m.name + ".").ToList();
        var frozen = twin.named_parameters().Zip(model.named_parameters()).Where(pair => !pair.Second.parameter.requires_grad);
        var buffers = twin.named_buffers().Zip(model.named_buffers()).Where(pair => !taken.Any(name => pair.Second.name.StartsWith(name, StringComparison.Ordinal)));
        return frozen.Select(pair => ((torch.Tensor)pair.First.parameter, (torch.Tensor)pair.Second.parameter))
            .Concat(buffers.Select(pair => (pair.First.buffer, pair.Second.buffer)));
    }
}
