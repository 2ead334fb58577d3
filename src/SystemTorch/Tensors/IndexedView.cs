namespace TorchSharp;

/// <summary>
/// What an index expression means: slices, integers, None and ... become views of the tensor, index tensors are left for
/// the index operator, at the dimensions of the view that they index.
/// </summary>
internal sealed class IndexedView : IDisposable
{
    private readonly Tensor source;
    private readonly List<Tensor> tensorIndices = [];
    private Tensor view;

    internal IndexedView(Tensor source, TensorIndex[] indices)
    {
        this.source = source;
        view = source;
        int dimension = 0;
        foreach (var index in indices)
        {
            // An ellipsis stands for all dimensions that the other entries leave.
            if (index.Kind == TensorIndex.Kinds.Ellipsis)
                dimension += (int)source.dim() - indices.Sum(i => i.Dimensions);
            else
                dimension += Apply(index, dimension);
        }
    }

    internal Tensor Tensor => view;

    /// <summary>One entry a dimension of the view, null where a dimension is not indexed by a tensor.</summary>
    internal Tensor[] TensorIndices => [.. tensorIndices];

    /// <summary>The view as the caller's own; a new object even where nothing was indexed.</summary>
    internal Tensor TakeTensor()
    {
        var taken = ReferenceEquals(view, source) ? source.alias() : view;
        view = source;
        return taken;
    }

    public void Dispose()
    {
        if (!ReferenceEquals(view, source))
            view.Dispose();
    }

    /// <summary>Applies one entry at a dimension of the view and returns how many dimensions it leaves behind.</summary>
    private int Apply(TensorIndex index, int dimension)
    {
        switch (index.Kind)
        {
            case TensorIndex.Kinds.Single:
                Replace(Operators.select_int.Call(view, dimension, index.Start.Value));
                return 0;
            case TensorIndex.Kinds.Slice:
                if (index.Start is not null || index.Stop is not null || index.Step is not null)
                    Replace(Operators.slice_Tensor.Call(view, dimension, index.Start, index.Stop, index.Step ?? 1));
                return 1;
            case TensorIndex.Kinds.None:
                Replace(view.unsqueeze(dimension));
                return 1;
            case TensorIndex.Kinds.Tensor:
                while (tensorIndices.Count < dimension)
                    tensorIndices.Add(null);
                tensorIndices.Add(index.Indices);
                return index.Dimensions;
            default:
                throw new NotSupportedException("SystemTorch: a bool as an index");
        }
    }

    private void Replace(Tensor next)
    {
        Dispose();
        view = next;
    }
}
