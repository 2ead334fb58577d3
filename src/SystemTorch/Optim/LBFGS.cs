namespace TorchSharp.Modules;

/// <summary>
/// Limited-memory BFGS (Nocedal 1980) without a line search: each step evaluates the closure several times. One group of
/// parameters only.
/// </summary>
public class LBFGS : torch.optim.Optimizer, torch.optim.ILearningRateController
{
    private readonly Parameter[] all;
    private readonly LbfgsLimits limits;
    private readonly LbfgsHistory history;

    internal LBFGS(IEnumerable<Parameter> parameters, double lr, LbfgsLimits limits)
    {
        all = [.. parameters];
        _parameter_groups.Add(new ParamGroup { Parameters = all });
        this.limits = limits;
        history = new LbfgsHistory(limits.HistorySize);
        LearningRate = lr;
        InitialLearningRate = lr;
    }

    public double LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    public override IEnumerable<torch.optim.ILearningRateController> ParamGroups => [this];

    /// <summary>Minimizes what the closure computes, and returns what it gave first.</summary>
    /// <param name="closure">Clears the gradients, computes the loss, runs backward and returns the loss.</param>
    public override Tensor step(Func<Tensor> closure)
    {
        ArgumentNullException.ThrowIfNull(closure);
        var firstLoss = Evaluate(closure);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Minimize(closure, firstLoss.ToScalar().ToDouble());
        return firstLoss;
    }

    private protected override void DisposeState() => history.Dispose();

    private void Minimize(Func<Tensor> closure, double loss)
    {
        var gradient = FlatGradient();
        if (LargestEntry(gradient) <= limits.GradientTolerance)
            return;
        long evaluations = 1;
        for (int iteration = 1; iteration <= limits.Iterations; iteration++)
        {
            double rate = history.Update(gradient, LearningRate);
            if (LbfgsHistory.Dot(gradient, history.Direction) > -limits.ChangeTolerance)
                return;
            Move(rate);
            if (iteration == limits.Iterations)
                return;
            var lastLoss = loss;
            using (var newLoss = Evaluate(closure))
                loss = newLoss.ToScalar().ToDouble();
            gradient.Dispose();
            gradient = FlatGradient();
            if (++evaluations >= limits.Evaluations || LargestEntry(gradient) <= limits.GradientTolerance)
                return;
            if (LargestEntry(history.Direction) * rate <= limits.ChangeTolerance || Math.Abs(loss - lastLoss) < limits.ChangeTolerance)
                return;
        }
    }

    private static Tensor Evaluate(Func<Tensor> closure)
    {
        using var grad = enable_grad();
        return closure();
    }

    private Tensor FlatGradient()
    {
        using var scope = NewDisposeScope();
        var parts = all.Select(parameter => (parameter.grad ?? zeros_like(parameter)).reshape(-1));
        return cat(parts.ToArray()).MoveToOuterDisposeScope();
    }

    private void Move(double rate)
    {
        using var scope = NewDisposeScope();
        long position = 0;
        foreach (var parameter in all)
        {
            long count = parameter.numel();
            parameter.add_(history.Direction.narrow(0, position, count).view_as(parameter), rate);
            position += count;
        }
    }

    private static double LargestEntry(Tensor vector)
    {
        using var magnitudes = vector.abs();
        using var largest = magnitudes.max();
        return largest.ToScalar().ToDouble();
    }
}
