namespace MtlTorch.Experiments.Sweeps.Sampling.Tpe;

/// <summary>Kernels over values without an order (Aitchison and Aitken 1976): the observed value has the largest chance, all others the same smaller one.</summary>
internal sealed class ChoiceKernels : IKernels
{
    /// <summary>Count that each value has without an observation, divided among the kernels.</summary>
    private const double Spread = 0.25;

    private readonly double[] values;
    private readonly int choices;
    private readonly double own;
    private readonly double logOwn;
    private readonly double logOther;

    /// <param name="choices">Number of values.</param>
    /// <param name="values">The observed ones, NaN where there is none.</param>
    public ChoiceKernels(int choices, double[] values)
    {
        this.values = values;
        this.choices = choices;

        // Counts of the values: the observed one has 1 more than the others, which have less the more is known.
        var spread = Spread / (values.Length + 1);
        var other = spread / (1 + (choices * spread));
        own = 1 - ((choices - 1) * other);
        logOwn = Math.Log(own * choices);
        logOther = Math.Log(other * choices);
    }

    /// <inheritdoc/>
    public double Draw(int kernel, Draws draws)
    {
        if (kernel >= values.Length || double.IsNaN(values[kernel]))
        {
            return draws.Index(choices);
        }

        if (draws.Uniform() < own || choices == 1)
        {
            return values[kernel];
        }

        var other = draws.Index(choices - 1);
        return other < values[kernel] ? other : other + 1;
    }

    /// <inheritdoc/>
    public void AddLogDensities(double value, double[] logs)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                logs[i] += values[i] == value ? logOwn : logOther;
            }
        }
    }
}
