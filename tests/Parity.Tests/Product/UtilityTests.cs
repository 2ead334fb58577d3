namespace Parity.Tests.Product;

/// <summary>nn.utils, on two parameters whose gradients are (3, 4) and (0, 12).</summary>
public sealed class UtilityTests
{
    [TestCase(2, 6.5, 13, new[] { 1.5f, 2, 0, 6 })]
    [TestCase(1, 9.5, 19, new[] { 1.5f, 2, 0, 6 })]
    [TestCase(double.PositiveInfinity, 6, 12, new[] { 1.5f, 2, 0, 6 })]
    [TestCase(2, 20, 13, new[] { 3f, 4, 0, 12 })]
    public void Gradients_are_scaled_down_to_a_norm(double order, double limit, double norm, float[] scaled)
    {
        var parameters = Parameters();
        Assert.That(nn.utils.clip_grad_norm_(parameters, limit, order), Is.EqualTo(norm).Within(1e-5));
        Assert.That(GradientsOf(parameters), Is.EqualTo(scaled).Within(1e-5));
    }

    [Test]
    public void Gradients_are_cut_to_a_range()
    {
        var parameters = Parameters();
        nn.utils.clip_grad_value_(parameters, 3.5);
        Assert.That(GradientsOf(parameters), Is.EqualTo(new[] { 3, 3.5f, 0, 3.5f }));
    }

    [Test]
    public void Parameters_become_a_vector_and_back()
    {
        var parameters = Parameters();
        var vector = nn.utils.parameters_to_vector(parameters);
        Assert.That(vector.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1, 2, 2 }));
        nn.utils.vector_to_parameters(tensor(new float[] { 5, 6, 7, 8 }), parameters);
        Assert.That(parameters.SelectMany(p => p.data<float>().ToArray()), Is.EqualTo(new float[] { 5, 6, 7, 8 }));
    }

    private static Parameter[] Parameters()
    {
        Parameter[] parameters = [new(ones(2)), new(full([1, 2], 2f))];
        parameters[0].grad = tensor(new float[] { 3, 4 });
        parameters[1].grad = tensor(new float[] { 0, 12 }).view(1, 2);
        return parameters;
    }

    private static IEnumerable<float> GradientsOf(Parameter[] parameters) => parameters.SelectMany(p => p.grad!.data<float>().ToArray());
}
