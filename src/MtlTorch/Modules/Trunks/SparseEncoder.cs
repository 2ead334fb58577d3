using MtlTorch.Modules.Autoencoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Modules.Trunks;

/// <summary>
/// Layers whose codes are sparse; the last one's code is the features. What makes the codes mean something is a task of the kind
/// "sparse-autoencoder", which decodes them and adds the penalty, beside the other tasks or in a stage before them.
/// </summary>
[Paper("Ng 2011, Sparse Autoencoder (CS294A lecture notes)", "https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf")]
public sealed record SparseEncoderOptions : TrunkOptions, ISelfChecking
{
    /// <summary>The layers, each on the code of the one before; more than one make a stack.</summary>
    [System.ComponentModel.DataAnnotations.MinLength(1)]
    public IReadOnlyList<SparseLayerOptions> Layers { get; init; } = [new()];

    /// <summary>What turns inputs into those of the first layer; the inputs themselves if null.</summary>
    public TrunkOptions? Below { get; init; }

    /// <summary>What becomes of the places of a convolutional code on the way to the features.</summary>
    public CodePooling Pooling { get; init; } = CodePooling.None;

    /// <inheritdoc/>
    public IEnumerable<(string Option, string Problem)> Problems() =>
        Layers.SelectMany((layer, i) => ((layer.Sparsity as ISelfChecking)?.Problems() ?? []).Select(p => ($"layers[{i}].sparsity.{p.Option}", p.Problem)));

    /// <inheritdoc/>
    public override long FeaturesOf(IReadOnlyList<long> inputShape) => FeaturesOf(new InputDescription(inputShape));

    /// <inheritdoc/>
    public override long FeaturesOf(InputDescription inputs)
    {
        foreach (var (option, problem) in Problems())
        {
            throw new InvalidOptionException(option, problem);
        }

        var layouts = Layouts(inputs);
        foreach (var (i, layout) in layouts.Index())
        {
            Try($"layers[{i}].sparsity", () => Layers[i].Sparsity.Build(layout.Units)).Dispose();
        }

        return FeaturesOf(layouts[^1]);
    }

    /// <inheritdoc/>
    public override Trunk Build(IReadOnlyList<long> inputShape, ModuleContext context) => Build(new InputDescription(inputShape), context);

    /// <inheritdoc/>
    public override Trunk Build(InputDescription inputs, ModuleContext context) => new SparseEncoder(this, inputs, context);

    internal long FeaturesOf(CodeLayout layout) => layout.Units * (Pooling == CodePooling.None ? layout.Positions : 1);

    /// <summary>The layers' shapes. A layer gets its inputs flat: only the first one can see images, and only without a trunk below.</summary>
    internal IReadOnlyList<CodeLayout> Layouts(InputDescription inputs)
    {
        var shape = Below is null
            ? inputs.NumbersAlone("kind", "a sparse encoder", "Put the trunk \"tabular\" below it, or give these columns the role \"ignore\".")
            : [Try("below", () => Below.FeaturesOf(inputs))];
        var layouts = new List<CodeLayout>();
        foreach (var (i, layer) in Layers.Index())
        {
            layouts.Add(Try($"layers[{i}].codec", () => layer.Codec.Build(shape)));
            shape = [layouts[i].Units * layouts[i].Positions];
        }

        return layouts;
    }

    private static T Try<T>(string option, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (InvalidOptionException e)
        {
            throw new InvalidOptionException(e.Option.Length == 0 ? option : $"{option}.{e.Option}", e.Problem);
        }
    }
}

/// <summary>What becomes of the places of a convolutional code.</summary>
public enum CodePooling
{
    /// <summary>All of them are features.</summary>
    None,

    /// <summary>The mean over the places.</summary>
    Mean,

    /// <summary>The largest over the places.</summary>
    Max,
}

/// <summary>See <see cref="SparseEncoderOptions"/>.</summary>
public sealed class SparseEncoder : Trunk, IShowsUnits
{
    private readonly CodePooling pooling;
    private readonly Trunk? below;
    private readonly ModuleList<SparseLayer> layers;

    /// <summary>Builds the layers for the inputs.</summary>
    public SparseEncoder(SparseEncoderOptions options, InputDescription inputs, ModuleContext context)
        : base(nameof(SparseEncoder), options.FeaturesOf(inputs))
    {
        pooling = options.Pooling;
        below = options.Below?.Build(inputs, context);
        layers = nn.ModuleList(options.Layouts(inputs).Select((layout, i) => new SparseLayer(options.Layers[i], layout, context)).ToArray());
        RegisterComponents();
    }

    /// <summary>Whether the code is one of the inputs themselves.</summary>
    public bool EncodesInputs => below is null && layers.Count == 1;

    /// <summary>The layer whose code is the features.</summary>
    public SparseLayer Last => layers[^1];

    /// <summary>A layer, the lowest being 0.</summary>
    public SparseLayer Layer(int index) => layers[index];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Represent(input).Features.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Representation Represent(Tensor input)
    {
        var source = below is null ? input : below.call(input);
        foreach (var layer in layers.SkipLast(1))
        {
            source = layer.call(source).reshape(source.size(0), -1);
        }

        var encoded = Last.Encode(source);
        return new Representation(Pool(encoded.Code), new SparseCode(source, encoded));
    }

    /// <summary>
    /// The encoders' weights. Those of a deeper layer are carried down through the layers below, as sums of what their units answer to: a linear view, as if no
    /// activation lay between.
    /// </summary>
    public IReadOnlyList<(string Parameter, Tensor Directions)> Units()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return below is not null ? [] : [.. layers.Select((layer, i) =>
        {
            var directions = layers.Take(i).Reverse().Aggregate(layer.Encoder.Directions(), (upper, lower) => lower.Encoder.Spread(upper));
            return ($"layers.{i}.encoder.weight", Shaped(directions).clone().MoveToOuterDisposeScope());
        })];
    }

    /// <summary>Directions of a dense layer that sees images lie flat.</summary>
    private Tensor Shaped(Tensor directions) =>
        layers[0].Encoder.Layout is DenseLayout seen ? directions.reshape([-1, .. seen.InputShape]) : directions;

    /// <summary>Code [N, units] to features [B, F]; the code itself where they are the same.</summary>
    private Tensor Pool(Tensor code)
    {
        var positions = Last.Encoder.Layout.Positions;
        if (positions == 1)
        {
            return code;
        }

        var places = code.reshape(-1, positions, code.size(1));
        return pooling switch
        {
            CodePooling.Mean => places.mean([1]),
            CodePooling.Max => places.amax([1]),
            _ => places.flatten(1),
        };
    }
}
