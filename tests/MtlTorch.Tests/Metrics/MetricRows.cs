namespace MtlTorch.Tests.Metrics;

/// <summary>Predictions and targets of some rows.</summary>
/// <param name="Prediction">Predictions [N, outputs].</param>
/// <param name="Target">Classes [N], or numbers [N, outputs].</param>
internal sealed record MetricRows(torch.Tensor Prediction, torch.Tensor Target) : IDisposable
{
    public int Count => (int)Target.size(0);

    public int Outputs => (int)Prediction.size(1);

    /// <summary>The predictions row by row.</summary>
    public double[][] Predictions => [.. TensorAssert.Doubles(Prediction).Chunk(Outputs)];

    /// <summary>The targets, one after the other.</summary>
    public double[] Targets => TensorAssert.Doubles(Target);

    /// <summary>Logits whose largest is that of the given class; the others differ.</summary>
    public static MetricRows OfClasses(IReadOnlyList<int> predicted, IReadOnlyList<int> targets, int classes)
    {
        using var scope = torch.NewDisposeScope();
        var largest = torch.nn.functional.one_hot(torch.tensor(predicted.Select(k => (long)k).ToArray()), classes);
        var logits = TestPattern.Tensor([predicted.Count, classes], 1) + 2 * largest;
        return new MetricRows(logits.MoveToOuterDisposeScope(), torch.tensor(targets.Select(k => (long)k).ToArray()).MoveToOuterDisposeScope());
    }

    /// <summary>Numbers in single precision.</summary>
    public static MetricRows OfNumbers(IEnumerable<double> predictions, IEnumerable<double> targets, int width) =>
        new(Numbers(predictions, width), Numbers(targets, width));

    public void Dispose()
    {
        Prediction.Dispose();
        Target.Dispose();
    }

    private static torch.Tensor Numbers(IEnumerable<double> values, int width)
    {
        float[] numbers = [.. values.Select(v => (float)v)];
        return torch.tensor(numbers, [numbers.Length / width, width]);
    }
}
