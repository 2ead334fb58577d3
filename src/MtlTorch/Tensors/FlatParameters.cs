using TorchSharp.Modules;

namespace MtlTorch.Tensors;

/// <summary>
/// All trainable parameters of a model in one flat tensor and their gradients in another. Each parameter and its
/// <c>grad</c> become views of the two, so that a norm, a clipping, an optimizer step or a sum over replicas is a single
/// operation, and the gradient of a group (the shared trunk, one head) is one contiguous row.
/// </summary>
/// <remarks>
/// Build it after the model is on its device and has its dtype: moving the model would cut the views loose. Gradients must
/// be cleared with <see cref="ZeroGradient"/>, never set to null.
/// </remarks>
public sealed class FlatParameters : IDisposable
{
    private readonly List<ParameterGroup> groups = [];
    private readonly Dictionary<IntPtr, long> offsets = [];
    private readonly List<Parameter> parts = [];

    /// <summary>Flattens the parameters of the given modules, group after group, in their order of registration.</summary>
    /// <param name="modules">Name and module of each group. A parameter that occurs twice lies in the first group.</param>
    /// <exception cref="ArgumentException">There is no trainable parameter, or their dtypes or devices differ.</exception>
    public FlatParameters(IEnumerable<(string Name, torch.nn.Module Module)> modules)
        : this(modules, shared: null)
    {
    }

    private FlatParameters(IEnumerable<(string Name, torch.nn.Module Module)> modules, torch.Tensor? shared)
    {
        var members = Collect(modules);
        var first = members.Count > 0 ? members[0] : throw new ArgumentException("The model has no trainable parameter.", nameof(modules));
        var length = members.Sum(p => p.numel());
        if (shared is not null && (shared.numel() != length || shared.dtype != first.dtype || shared.device.ToString() != first.device.ToString()))
        {
            throw new ArgumentException($"The twin has {length} parameters of {Place(first)}, the model {shared.numel()} of {shared.dtype} on {shared.device}.", nameof(modules));
        }

        var values = shared ?? torch.zeros([length], first.dtype, first.device);
        Gradient = torch.zeros([length], first.dtype, first.device).DetachFromDisposeScope();
        using (torch.no_grad())
        {
            Adopt(members, values, copies: shared is null);
        }

        Values = new Parameter(values) { grad = Gradient };
        Values.DetachFromDisposeScope();
    }

    /// <summary>
    /// Flattens the parameters of a twin: a model of the same architecture on the same device. Its values become those of this object, in the same memory, so that a step
    /// of one optimizer moves both; its gradient is its own.
    /// </summary>
    /// <param name="modules">The twin's modules, in the same order. What they held is given up.</param>
    /// <exception cref="ArgumentException">They hold another number of parameters, or elsewhere.</exception>
    public FlatParameters Twin(IEnumerable<(string Name, torch.nn.Module Module)> modules)
    {
        using var values = Values.detach();
        return new FlatParameters(modules, values.alias());
    }

    /// <summary>The values [P]: what an optimizer steps. Its <c>grad</c> is <see cref="Gradient"/>.</summary>
    public Parameter Values { get; }

    /// <summary>The gradients [P], in the order of <see cref="Values"/>.</summary>
    public torch.Tensor Gradient { get; }

    /// <summary>The groups, in their order in the flat tensors.</summary>
    public IReadOnlyList<ParameterGroup> Groups => groups;

    /// <summary>Number of trainable parameters.</summary>
    public long Count => groups.Sum(g => g.Length);

    /// <summary>The gradient of one group, a view.</summary>
    public torch.Tensor GradientOf(ParameterGroup group) => Gradient.narrow(0, group.Offset, group.Length);

    /// <summary>The values of one group, a view without a gradient.</summary>
    public torch.Tensor ValuesOf(ParameterGroup group)
    {
        using var all = Values.detach();
        return all.narrow(0, group.Offset, group.Length);
    }

    /// <summary>
    /// The values of one group as a parameter of their own, with their gradient, for an optimizer that steps groups by themselves. Each call gives another
    /// parameter on the same memory; they live as long as this object.
    /// </summary>
    public Parameter PartOf(ParameterGroup group) => Part(group.Offset, group.Length);

    /// <summary>Where a parameter of the model begins in the flat tensors; null for one that is not among them.</summary>
    public long? PlaceOf(torch.Tensor parameter) => offsets.TryGetValue(parameter.Handle, out var offset) ? offset : null;

    /// <summary>
    /// What an optimizer steps where groups have rates of their own: consecutive groups with the same rate are one part. They are views of
    /// <see cref="Values"/>; with one rate for all they are it.
    /// </summary>
    /// <param name="rateOf">The rate of a group.</param>
    public IReadOnlyList<(Parameter Values, double Rate)> Parts(Func<ParameterGroup, double> rateOf)
    {
        var runs = new List<(long Offset, long Length, double Rate)>();
        foreach (var group in groups.Where(g => g.Length > 0))
        {
            if (runs.Count > 0 && runs[^1].Rate == rateOf(group))
            {
                runs[^1] = runs[^1] with { Length = runs[^1].Length + group.Length };
            }
            else
            {
                runs.Add((group.Offset, group.Length, rateOf(group)));
            }
        }

        return runs.Count == 1 ? [(Values, runs[0].Rate)] : [.. runs.Select(run => (Part(run.Offset, run.Length), run.Rate))];
    }

    /// <summary>Sets all gradients to zero, in place.</summary>
    public void ZeroGradient() => Gradient.fill_(0);

    /// <summary>
    /// Scales the whole gradient down to the norm <paramref name="maxNorm"/> if it is longer, as
    /// <c>clip_grad_norm_</c> does, but without reading the norm back from the device.
    /// </summary>
    /// <param name="maxNorm">Largest Euclidean norm, above 0.</param>
    public void ClipGradient(double maxNorm)
    {
        using var scope = torch.NewDisposeScope();
        var scale = (maxNorm / (Gradient.norm() + 1e-6)).clamp_(max: 1);
        Gradient.mul_(scale);
    }

    /// <summary>The first group that holds a value which is infinite or not a number; null if all are finite.</summary>
    public ParameterGroup? FirstNotFinite()
    {
        using var scope = torch.NewDisposeScope();
        return Values.isfinite().all().item<bool>()
            ? null
            : groups.First(g => !Values.detach().narrow(0, g.Offset, g.Length).isfinite().all().item<bool>());
    }

    /// <summary>Whether all of the gradient is finite. Waits for the device.</summary>
    public bool GradientIsFinite()
    {
        using var scope = torch.NewDisposeScope();
        return Gradient.isfinite().all().item<bool>();
    }

    /// <summary>Disposes of the two flat tensors.</summary>
    public void Dispose()
    {
        foreach (var part in parts)
        {
            part.Dispose();
        }

        Values.Dispose();
        Gradient.Dispose();
    }

    private Parameter Part(long offset, long length)
    {
        using var frozen = torch.no_grad();
        var part = new Parameter(Values.detach().narrow(0, offset, length)) { grad = Gradient.narrow(0, offset, length).DetachFromDisposeScope() };
        part.DetachFromDisposeScope();
        parts.Add(part);
        return part;
    }

    private List<Parameter> Collect(IEnumerable<(string Name, torch.nn.Module Module)> modules)
    {
        var members = new List<Parameter>();
        var seen = new HashSet<IntPtr>();
        long offset = 0;
        foreach (var (name, module) in modules)
        {
            var own = module.parameters().Where(p => p.requires_grad && seen.Add(p.Handle)).ToList();
            var length = own.Sum(p => p.numel());
            groups.Add(new ParameterGroup(name, offset, length));
            members.AddRange(own);
            offset += length;
            if (own.Find(p => Place(p) != Place(members[0])) is { } odd)
            {
                throw new ArgumentException(
                    $"All trainable parameters must share one dtype and device ({Place(members[0])}); group '{name}' has one of {Place(odd)}.", nameof(modules));
            }
        }

        return members;
    }

    private static string Place(Parameter parameter) => $"{parameter.dtype} on {parameter.device}";

    /// <param name="members">Parameters of the model.</param>
    /// <param name="values">The flat values [P].</param>
    /// <param name="copies">Whether the flat values become the parameters', or the other way round.</param>
    private void Adopt(List<Parameter> members, torch.Tensor values, bool copies)
    {
        long offset = 0;
        foreach (var parameter in members)
        {
            using var scope = torch.NewDisposeScope();
            var shape = parameter.shape;
            var length = parameter.numel();
            var view = values.narrow(0, offset, length).view(shape);
            if (copies)
            {
                view.copy_(parameter);
            }

            parameter.set_(view);
            offsets[parameter.Handle] = offset;
            parameter.grad = Gradient.narrow(0, offset, length).view(shape);
            offset += length;
        }
    }
}

/// <summary>A named, contiguous part of the flat parameters: the shared part of a model, or one task's head.</summary>
/// <param name="Name">"shared" or the task's name.</param>
/// <param name="Offset">Index of its first element.</param>
/// <param name="Length">Number of elements, 0 for a module without parameters.</param>
public sealed record ParameterGroup(string Name, long Offset, long Length);
