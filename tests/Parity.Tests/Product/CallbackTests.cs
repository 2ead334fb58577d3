using Parity.Tests.Support;

namespace Parity.Tests.Product;

/// <summary>Custom functions of autograd, and hooks of modules.</summary>
public sealed class CallbackTests
{
    private readonly Transcript transcript = new();

    [Test]
    public void A_custom_function_takes_part_in_the_graph()
    {
        var x = tensor(new float[] { 1, 2, 3 }, requires_grad: true);
        var y = Cube.apply(x, 2.0);
        transcript.Say("cube", y);
        transcript.Say("requires grad", y.requires_grad);
        y.sum().backward();
        transcript.Say("cube grad", x.grad);
        transcript.Say("through a net", autograd.grad(new[] { Cube.apply((x * 2).exp(), 0.5).sum() }, new[] { x })[0]);
        using (no_grad())
            transcript.Say("no_grad", Cube.apply(x, 1.0).requires_grad);
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Hooks_run_in_call_until_they_are_removed()
    {
        using var layer = nn.Linear(2, 2);
        int calls = 0;
        var after = layer.register_forward_hook((module, input, output) =>
        {
            calls++;
            return output * 2;
        });
        var before = layer.register_forward_pre_hook((module, input) =>
        {
            calls++;
            return input + 1;
        });
        var x = ones(1, 2);
        var hooked = layer.call(x);
        after.remove();
        before.remove();
        transcript.Say("hooks", $"{calls} {hooked.allclose(layer.forward(x + 1) * 2)}");
        transcript.Say("removed", layer.call(x).allclose(layer.forward(x)));
        transcript.ShouldBeAsExpected();
    }

    // k * x^3
    private sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            double k = (double)vars[1];
            ctx.save_for_backward([x]);
            ctx.save_data("k", k);
            return x * x * x * k;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            return [grad_output * 3 * x * x * (double)ctx.get_data("k"), null!];
        }
    }
}
