using Parity.Tests.Support;

namespace Parity.Tests.Product;

/// <summary>One flat tensor behind all parameters and one behind all gradients.</summary>
public sealed class FlatParametersTests
{
    [Test]
    public void Parameters_and_gradients_are_views_of_flat_tensors()
    {
        var transcript = new Transcript();
        manual_seed(3);
        using var net = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 2));
        var parameters = net.parameters().ToList();
        var (flat, gradient) = Flatten(parameters);
        var one = new Parameter(flat);
        one.grad = gradient;
        using var optimizer = optim.Adam(new[] { one }, 1e-2);
        var x = randn(16, 6);
        var y = randn(16, 2);
        for (int step = 0; step < 12; step++)
        {
            using var scope = NewDisposeScope();
            gradient.fill_(0);
            var loss = F.mse_loss(net.call(x), y);
            loss.backward();
            optimizer.step();
            if (step % 4 == 3)
                transcript.Say($"flat loss {step}", loss.item<float>());
        }
        transcript.Say("flat", one);
        transcript.Say("the tensor given to Parameter", flat.IsInvalid);
        transcript.Say("flat grad", gradient);
        transcript.Say("parameter sees it", parameters[0]);
        transcript.ShouldBeAsExpected();
    }

    private static (Tensor Values, Tensor Gradients) Flatten(List<Parameter> parameters)
    {
        long count = parameters.Sum(p => p.numel());
        var values = zeros(count);
        var gradients = zeros(count);
        using var guard = no_grad();
        long start = 0;
        foreach (var parameter in parameters)
        {
            var view = values.narrow(0, start, parameter.numel()).view(parameter.shape);
            view.copy_(parameter);
            parameter.set_(view);
            parameter.grad = gradients.narrow(0, start, parameter.numel()).view(parameter.shape);
            start += parameter.numel();
        }
        return (values, gradients);
    }
}
