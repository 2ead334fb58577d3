using MtlTorch.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Training.Costs;

/// <summary>Looks on, by hooks, while one row goes through a model.</summary>
internal sealed class ModelProbe
{
    private readonly List<Watched> modules = [];
    private readonly List<Action> removals = [];
    private readonly HashSet<IntPtr> counted = [];
    private readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
    private readonly long rows;
    private long lastElements;
    private long lastElementSize;
    private long bytes;
    private long largest;

    /// <param name="model">What is watched.</param>
    /// <param name="input">What will go in; the batch itself is no activation.</param>
    public ModelProbe(nn.Module model, Tensor input)
    {
        rows = input.shape[0];
        seen.Add(input);
        (lastElements, lastElementSize) = (input.numel(), input.element_size());
        Visit("", model);
    }

    public ModelSummary Summary() => new(
        [.. modules.Where(m => m.Parameters > 0).Select(m => new ModuleCost(m.Name, m.Module.GetType().Name, m.Output, m.Parameters, m.MultiplyAdds))],
        bytes,
        largest);

    /// <summary>Takes the hooks off.</summary>
    public void Remove() => removals.ForEach(remove => remove());

    private void Visit(string name, nn.Module module)
    {
        var children = module.named_children().ToList();
        var own = module.named_parameters(recurse: false).Where(p => p.parameter.requires_grad && counted.Add(p.parameter.Handle)).Sum(p => p.parameter.numel());
        if (own > 0 || children.Count == 0)
        {
            Watch(new Watched(name, module, own));
        }

        foreach (var (part, child) in children)
        {
            Visit(name.Length == 0 ? part : $"{name}.{part}", child);
        }
    }

    private void Watch(Watched watched)
    {
        modules.Add(watched);
        if (watched.Module is nn.Module<Tensor, Tensor> module)
        {
            var hook = module.register_forward_hook((_, input, output) =>
            {
                Note(input, isInput: true);
                Note(output, isInput: false);
                watched.Called(input, output, rows);
                bytes += watched.Module is IHoldsActivations holding ? holding.HeldCopies * Size(output) : 0;

                // A layer keeps its input in the numbers that it computes in.
                bytes += watched.Module is CastLayer && input.element_size() > output.element_size() ? input.numel() * output.element_size() / rows : 0;
                return output;
            });
            removals.Add(hook.remove);
        }
    }

    /// <summary>
    /// Counts a tensor once. One with as many elements of the same size as the one before is taken for the same memory in another shape, or
    /// after an activation, which works in place or lets go of its input. A smaller input was pooled, and with a maximum comes
    /// its index.
    /// </summary>
    private void Note(Tensor tensor, bool isInput)
    {
        if (seen.Add(tensor) && (tensor.numel() != lastElements || tensor.element_size() != lastElementSize))
        {
            bytes += Size(tensor) + (tensor.numel() < lastElements && isInput ? tensor.numel() * sizeof(long) / rows : 0);
            largest = Math.Max(largest, Size(tensor));
        }

        (lastElements, lastElementSize) = (tensor.numel(), tensor.element_size());
    }

    private long Size(Tensor tensor) => tensor.numel() * tensor.element_size() / rows;

    private sealed class Watched(string name, nn.Module module, long parameters)
    {
        public string Name => name;

        public nn.Module Module => module;

        public long Parameters => parameters;

        /// <summary>Shape of the output of the last call, without the rows.</summary>
        public IReadOnlyList<long>? Output { get; private set; }

        public long? MultiplyAdds { get; private set; } = IsNormalization(module) || module is Embedding ? 0 : null;

        public void Called(Tensor input, Tensor output, long rows)
        {
            Output = output.shape[0] == rows ? [.. output.shape.Skip(1)] : [output.shape[0] / rows, .. output.shape.Skip(1)];
            MultiplyAdds = Products(input, output, rows) is { } products ? (MultiplyAdds ?? 0) + products / rows : MultiplyAdds;
        }

        /// <summary>Each output element of a linear or convolutional layer is a sum over a slice of the weights; a transposed one scatters each input.</summary>
        private long? Products(Tensor input, Tensor output, long rows) => module switch
        {
            Linear linear => output.numel() * PerSlice(linear.weight!),
            ConvolutionTranspose transposed => input.numel() * PerSlice(transposed.weight!),
            CastLayer cast => output.numel() * PerSlice(cast.Weight),
            Convolution convolution => output.numel() * PerSlice(convolution.weight!),
            ICountsMultiplyAdds counting => rows * counting.MultiplyAdds,
            _ => null,
        };

        private static long PerSlice(Tensor weight) => weight.numel() / weight.shape[0];

        private static bool IsNormalization(nn.Module module) => module is NormBase or GroupNorm or LayerNorm;
    }
}
