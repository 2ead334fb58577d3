#pragma warning disable IDE1006 // The recorded parameter names come from these fields.

namespace Parity.Tests.Product;

/// <summary>A shared trunk with a head per task: what the product's networks look like.</summary>
internal sealed class TwoTask : nn.Module<Tensor, (Tensor, Tensor)>
{
    private readonly Conv2d _conv;
    private readonly BatchNorm2d _bn;
    private readonly Sequential _trunk;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _blocks;
    private readonly ModuleDict<nn.Module<Tensor, Tensor>> _heads;
    private readonly Dropout _drop;

    public TwoTask()
        : base(nameof(TwoTask))
    {
        _conv = nn.Conv2d(1, 6, 3, padding: 1);
        _bn = nn.BatchNorm2d(6);
        _drop = nn.Dropout(0.2);
        _trunk = nn.Sequential(("fc", nn.Linear(6 * 4 * 4, 32)), ("act", nn.ReLU()), ("norm", nn.LayerNorm(32)));
        _blocks = nn.ModuleList<nn.Module<Tensor, Tensor>>(nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 32), nn.GELU());
        _heads = nn.ModuleDict<nn.Module<Tensor, Tensor>>(("class", nn.Linear(32, 5)), ("value", nn.Linear(32, 1)));
        RegisterComponents();
    }

    /// <summary>The parameters that both tasks use.</summary>
    public IEnumerable<Parameter> Shared
        => named_parameters().Where(p => !p.name.StartsWith("_heads", StringComparison.Ordinal)).Select(p => p.parameter);

    /// <summary>Images of 8 x 8, classes, and a value that depends on the image.</summary>
    public static (Tensor Images, Tensor Classes, Tensor Values) Data(int count)
    {
        var images = randn(count, 1, 8, 8);
        return (images, randint(0, 5, new long[] { count }), (images.mean([1, 2, 3]) * 3) + (0.1 * randn(count)));
    }

    public override (Tensor, Tensor) forward(Tensor x)
    {
        var h = F.relu(_bn.call(_conv.call(x)));
        h = F.max_pool2d(h, 2).flatten(1);
        h = _drop.call(_trunk.call(h));
        foreach (var block in _blocks)
            h = block.call(h);
        return (_heads["class"].call(h), _heads["value"].call(h).squeeze(-1));
    }
}
