namespace TorchSharp.Modules;

/// <summary>The step that Adam and AdamW share.</summary>
internal readonly record struct AdamRule(double LearningRate, double Beta1, double Beta2, double Eps)
{
    /// <param name="step">Counts from 1.</param>
    /// <param name="largestSecondMoment">The elements' largest second moments so far, for AMSGrad; else null.</param>
    internal void Apply(Tensor parameter, Tensor gradient, long step, Tensor firstMoment, Tensor secondMoment, Tensor largestSecondMoment)
    {
        firstMoment.mul_(Beta1).add_(gradient, 1 - Beta1);
        secondMoment.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        if (largestSecondMoment is not null)
            largestSecondMoment.copy_(largestSecondMoment.maximum(secondMoment));
        // The moments start at zero; these factors undo the bias that this gives them.
        double firstCorrection = 1 - Math.Pow(Beta1, step);
        double secondCorrection = 1 - Math.Pow(Beta2, step);
        var denominator = (largestSecondMoment ?? secondMoment).sqrt().div_(Math.Sqrt(secondCorrection)).add_(Eps);
        parameter.addcdiv_(firstMoment, denominator, -LearningRate / firstCorrection);
    }
}
