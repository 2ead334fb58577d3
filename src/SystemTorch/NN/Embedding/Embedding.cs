namespace TorchSharp.Modules;

/// <summary>A vector for each index.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly EmbeddingTable table;
    private Parameter _weight;

    internal Embedding(EmbeddingTable table, Device device, ScalarType? dtype) : base(nameof(Embedding))
    {
        this.table = table;
        weight = table.MakeWeight(device, dtype);
    }

    public Parameter weight
    {
        get => _weight;
        set => Assign(ref _weight, value, nameof(weight));
    }

    public override Tensor forward(Tensor input)
    {
        table.Renormalize(_weight, input);
        return Operators.embedding.Call(_weight, Argument.Required(input), table.Padding ?? -1, table.ScaleGradByFrequency, table.Sparse);
    }
}
