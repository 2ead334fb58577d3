using static TorchSharp.torch;

namespace MtlTorch.Modules.Trunks;

/// <summary>The part of a network that turns an input [B, ...] into features [B, <see cref="Features"/>].</summary>
/// <param name="name">Name of the class, for messages of TorchSharp.</param>
/// <param name="features">Number of features.</param>
public abstract class Trunk(string name, long features) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Number of features.</summary>
    public long Features { get; } = features;

    /// <summary>Inputs [B, ...] to features, and to how they came about where a task may want to know.</summary>
    public virtual Representation Represent(Tensor input) => new(call(input));
}

/// <summary>How a trunk is to be made.</summary>
public abstract record TrunkOptions
{
    /// <summary>Number of features that the trunk gives for inputs of a shape; checks the options without building anything.</summary>
    /// <param name="inputShape">Shape of one input, without the batch dimension.</param>
    /// <exception cref="InvalidOptionException">The options do not fit the shape.</exception>
    public abstract long FeaturesOf(IReadOnlyList<long> inputShape);

    /// <summary>Builds the trunk.</summary>
    /// <exception cref="InvalidOptionException">The options do not fit the shape.</exception>
    public abstract Trunk Build(IReadOnlyList<long> inputShape, ModuleContext context);

    /// <summary>The same for inputs of which more may be known. A trunk that knows shapes alone refuses what is not plain numbers.</summary>
    /// <param name="inputs">What one input is.</param>
    /// <exception cref="InvalidOptionException">The options do not fit the inputs.</exception>
    public virtual long FeaturesOf(InputDescription inputs) => FeaturesOf(PlainShape(inputs));

    /// <summary>The same for inputs of which more may be known.</summary>
    /// <exception cref="InvalidOptionException">The options do not fit the inputs.</exception>
    public virtual Trunk Build(InputDescription inputs, ModuleContext context) => Build(PlainShape(inputs), context);

    private static IReadOnlyList<long> PlainShape(InputDescription inputs) =>
        inputs.NumbersAlone("kind", "this trunk", "Use the trunk \"tabular\", which embeds categories and fills gaps, or give these columns the role \"ignore\".");
}
