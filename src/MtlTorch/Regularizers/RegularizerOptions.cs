namespace MtlTorch.Regularizers;

/// <summary>How the freedom of a model is limited.</summary>
public abstract record RegularizerOptions
{
    /// <summary>Makes the regularizer.</summary>
    /// <param name="context">What it is made for.</param>
    /// <exception cref="InvalidOptionException">It does not fit the model.</exception>
    public abstract IRegularizer Build(RegularizerContext context);

    /// <summary>Looks whether it can work on the inputs.</summary>
    /// <param name="inputs">What one input is.</param>
    /// <exception cref="InvalidOptionException">It cannot.</exception>
    public virtual void CheckInputs(InputDescription inputs)
    {
    }

    /// <summary>Copies of all parameters that a step holds for it.</summary>
    public virtual int ParameterCopies() => 0;

    /// <summary>What is left of it for a model of one task alone; null if nothing.</summary>
    /// <param name="task">The task.</param>
    public virtual RegularizerOptions? ForTask(string task) => this;
}

/// <summary>A regularizer that has a place in the model.</summary>
public abstract record PlacedRegularizerOptions : RegularizerOptions
{
    /// <summary>
    /// Where: "all", "shared", "heads", "task:NAME", or the name of a parameter or the beginning of names as in trainer.frozen, "shared.trunk"; or a list of these.
    /// </summary>
    [OneOrMore, System.ComponentModel.DataAnnotations.MinLength(1)]
    public IReadOnlyList<string> On { get; init; } = ["all"];

    /// <inheritdoc/>
    public override RegularizerOptions? ForTask(string task) =>
        RegularizerContext.Without(On, task) is { Count: > 0 } left ? this with { On = left } : null;
}

/// <summary>A regularizer of weights, and of biases on demand.</summary>
public abstract record WeightRegularizerOptions : PlacedRegularizerOptions
{
    /// <summary>Count biases, too. Scales and shifts of normalizations never count.</summary>
    public bool Biases { get; init; }
}

/// <summary>How a penalty with kinks acts on the weights.</summary>
public enum PenaltyStep
{
    /// <summary>
    /// By its proximal step after the optimizer's, with the same rate: weights become exactly 0. With "sgd" the training ends at the minimum of losses plus
    /// penalty; "adam" and "adamw" divide gradients by their size first, so that lambda is held against a gradient of about 1 there.
    /// </summary>
    Proximal,

    /// <summary>By a subgradient, added to the gradient: weights get small, but not 0.</summary>
    Gradient,
}
