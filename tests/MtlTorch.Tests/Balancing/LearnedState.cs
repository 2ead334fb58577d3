using MtlTorch.Balancing.Weighting;

namespace MtlTorch.Tests.Balancing;

/// <summary>Sets the numbers that a method learns, and tells the gradient that they got in the step after that.</summary>
internal static class LearnedState
{
    /// <summary>Gives a method numbers [T] of its own, with an optimizer that has taken no step.</summary>
    public static void Set(this IStateful method, torch.Tensor values)
    {
        using var scope = torch.NewDisposeScope();
        method.Load(new Dictionary<string, torch.Tensor>
        {
            ["values"] = values.clone(),
            ["exp_avg"] = torch.zeros_like(values),
            ["exp_avg_sq"] = torch.zeros_like(values),
            ["step"] = torch.tensor(new[] { 0L }),
        });
    }

    /// <summary>The numbers [T]; belong to the caller.</summary>
    public static torch.Tensor Values(this IStateful method)
    {
        using var scope = torch.NewDisposeScope();
        return method.Save()["values"].MoveToOuterDisposeScope();
    }

    /// <summary>The gradient [T] of the one step since <see cref="Set"/>: Adam's first moment is a tenth of it.</summary>
    public static torch.Tensor Gradient(this IStateful method)
    {
        using var scope = torch.NewDisposeScope();
        return (method.Save()["exp_avg"] / (1 - 0.9)).MoveToOuterDisposeScope();
    }

    /// <summary>Compares the gradient of the learned numbers with central differences of the total that they minimize.</summary>
    public static void CheckGradientOfTotal(LearnedScalarization method)
    {
        var losses = torch.tensor(new[] { 0.2, 1.0, 3.0 });
        double[] place = [0.3, -0.8, 1.1];
        method.Set(torch.tensor(place));
        method.Weights(losses);

        CheckGradient(
            values =>
            {
                method.Set(torch.tensor(values));
                return method.Total(losses).item<double>();
            },
            place,
            method.Gradient());
    }

    /// <summary>Compares a gradient with central differences of a function at the same place.</summary>
    public static void CheckGradient(Func<double[], double> function, double[] place, torch.Tensor gradient)
    {
        const double Step = 1e-5;
        var found = TensorAssert.Doubles(gradient);
        for (var i = 0; i < place.Length; i++)
        {
            double At(double change) => function([.. place.Select((x, j) => j == i ? x + change : x)]);
            Assert.That(found[i], Is.EqualTo((At(Step) - At(-Step)) / (2 * Step)).Within(1e-7), $"element {i}");
        }
    }
}
