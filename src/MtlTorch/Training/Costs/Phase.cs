namespace MtlTorch.Training.Costs;

/// <summary>What a training spends its time on.</summary>
public enum Phase
{
    /// <summary>Everything else: building the model, losses read back from the device, whoever looks on.</summary>
    Other,

    /// <summary>Reading or drawing the splits.</summary>
    Loading,

    /// <summary>Drawing the order of the rows and picking the rows of each batch.</summary>
    Data,

    /// <summary>Inputs to losses.</summary>
    Forward,

    /// <summary>Losses to gradients.</summary>
    Backward,

    /// <summary>The balancing method: products of the gradients, its solver, the direction, and the losses it looks at once more.</summary>
    Balancing,

    /// <summary>Measuring the gradients (trainer.diagnosticsEvery), with the backward passes that only this needs.</summary>
    Diagnostics,

    /// <summary>Limiting the norm of the gradient.</summary>
    Clipping,

    /// <summary>Clearing the gradient and stepping the parameters.</summary>
    Optimizer,

    /// <summary>Metrics on the validation and test splits.</summary>
    Evaluation,

    /// <summary>Writing checkpoints.</summary>
    Checkpoints,
}
