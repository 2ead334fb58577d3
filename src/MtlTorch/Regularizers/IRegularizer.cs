namespace MtlTorch.Regularizers;

/// <summary>Something that limits the freedom of a model. Further interfaces say what it works on, and so where in a step it happens.</summary>
public interface IRegularizer
{
    /// <summary>Kind and place, "l2:shared": under this name its penalty is written down.</summary>
    string Name { get; }
}

/// <summary>A penalty R(θ) of the parameters alone.</summary>
public interface IPenalty : IRegularizer
{
    /// <summary>R(θ), a scalar.</summary>
    torch.Tensor Value();
}

/// <summary>Adds a (sub)gradient in closed form to that of the balanced losses, before clipping and the optimizer.</summary>
public interface IGradientPenalty : IRegularizer
{
    /// <summary>Adds ∇R(θ) to the gradients of the weights that move in this step.</summary>
    void AddGradient(StepScope scope);
}

/// <summary>Takes a share of the parameters away, beside the gradient and right before the optimizer's step.</summary>
public interface IDecay : IRegularizer
{
    /// <summary>Shrinks the weights that move in this step.</summary>
    void Decay(StepScope scope);
}

/// <summary>Moves the parameters after the optimizer's step: a proximal step, or a projection onto the allowed ones.</summary>
public interface IProximalStep : IRegularizer
{
    /// <summary>Whether it moves the weights of several tasks together, so that none of them can stand still.</summary>
    bool Couples { get; }

    /// <summary>Moves the weights that move in this step.</summary>
    void Apply(StepScope scope);
}

/// <summary>A penalty of the features that the tasks' heads get; autograd differentiates it.</summary>
public interface IFeaturePenalty : IRegularizer
{
    /// <summary>The penalty of a batch, a scalar.</summary>
    /// <param name="features">By task [B, F]; the same object for tasks that share features.</param>
    /// <returns>Null if none of the tasks is its concern.</returns>
    torch.Tensor? Of(IReadOnlyDictionary<string, torch.Tensor> features);
}

/// <summary>Changes the features that the tasks' heads get, in training alone.</summary>
public interface IFeatureNoise : IRegularizer
{
    /// <summary>Whether tasks that share features get different ones.</summary>
    bool DividesTasks { get; }

    /// <summary>The features of each task, in their order.</summary>
    /// <param name="features">[B, F] each; the same object for tasks that share features, before and after unless <see cref="DividesTasks"/>.</param>
    IReadOnlyList<torch.Tensor> Change(IReadOnlyList<torch.Tensor> features);
}

/// <summary>Mixes the rows of a batch with each other, inputs and losses.</summary>
public interface IBatchMixer : IRegularizer
{
    /// <summary>How a batch is mixed: the share of each row itself, and which row comes to it.</summary>
    /// <param name="rows">Rows B of the batch.</param>
    /// <returns>The share, from 0 to 1, and the partners, Int64 [B] on the CPU.</returns>
    (double Share, torch.Tensor Partners) Draw(long rows);
}

/// <summary>Takes the gradient elsewhere than at the parameters.</summary>
public interface IAscent : IRegularizer
{
    /// <summary>Where: what is to be added to the parameters for the second gradient.</summary>
    /// <param name="values">The flat parameters [P].</param>
    /// <param name="gradient">The gradient at the parameters [P].</param>
    torch.Tensor Offset(torch.Tensor values, torch.Tensor gradient);
}
