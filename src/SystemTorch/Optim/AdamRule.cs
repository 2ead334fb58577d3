namespace TorchSharp.Modules;

/// <summary>The step that Adam and AdamW share.</summary>
internal readonly record struct AdamRule(double LearningRate, double Beta1, double Beta2, double Eps)
{
    /// <param name="step">Counts from 1.</param>
    /// <param name="largestSecondMoment">The elements' largest second moments so far, for AMSGrad; else null.</param>
    internal void Apply(Tensor parameter, Tensor gradient, long step, Tensor firstMoment, Tensor secondMoment, Tensor largestSecondMoment)
    {
        // The moments start at zero; these factors undo the bias that this gives them.
        double rate = -LearningRate / (1 - Math.Pow(Beta1, step));
        double root = Math.Sqrt(1 - Math.Pow(Beta2, step));
        if (largestSecondMoment is null && ApplyAtOnce(parameter, gradient, firstMoment, secondMoment, root, rate))
            return;
        firstMoment.mul_(Beta1).add_(gradient, 1 - Beta1);
        secondMoment.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        if (largestSecondMoment is not null)
            largestSecondMoment.copy_(largestSecondMoment.maximum(secondMoment));
        var denominator = (largestSecondMoment ?? secondMoment).sqrt().div_(root).add_(Eps);
        parameter.addcdiv_(firstMoment, denominator, rate);
    }

    /// <summary>The same to the last bit, in one pass over memory; false where that is not to be had.</summary>
    private bool ApplyAtOnce(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, double root, double rate)
    {
        var applied = NativeError.Check(Native.st_adam(
            parameter.Handle, firstMoment.Handle, secondMoment.Handle, gradient.Handle, Beta1, Beta2, Eps, root, rate));
        GC.KeepAlive(parameter);
        GC.KeepAlive(firstMoment);
        GC.KeepAlive(secondMoment);
        GC.KeepAlive(gradient);
        return applied != 0;
    }
}
