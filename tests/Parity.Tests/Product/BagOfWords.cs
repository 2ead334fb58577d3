#pragma warning disable IDE1006 // The recorded parameter names come from these fields.

namespace Parity.Tests.Product;

/// <summary>Embedded tokens, weighted by a buffer and divided by a raw parameter.</summary>
internal sealed class BagOfWords : nn.Module<Tensor, Tensor>
{
    private readonly Embedding _words = nn.Embedding(20, 8, padding_idx: 0);
    private readonly Linear _out = nn.Linear(8, 3);
    private readonly Parameter _temperature = nn.Parameter(ones(1));
    private readonly Tensor _mask = tensor(new float[] { 1, 1, 0.5f, 1, 1, 1 });

    public BagOfWords()
        : base(nameof(BagOfWords))
        => RegisterComponents();

    public override Tensor forward(Tensor ids)
        => _out.call((_words.call(ids) * _mask.view(-1, 1)).mean([1])) / _temperature;
}
