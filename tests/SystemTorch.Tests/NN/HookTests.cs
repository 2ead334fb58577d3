using static TorchSharp.torch.nn;

namespace SystemTorch.Tests.NN;

public sealed class HookTests
{
    [Test]
    public void Hooks_run_in_their_order_around_forward()
    {
        using var layer = Identity();
        var order = new List<string>();
        layer.register_forward_pre_hook(module => order.Add("before, module only"));
        layer.register_forward_pre_hook((module, input) =>
        {
            order.Add("before");
            return null!;
        });
        layer.register_forward_hook((module, input, output) =>
        {
            order.Add("after");
            return null!;
        });
        layer.register_forward_hook(module => order.Add("after, module only"));
        using var result = layer.call(ones(2));
        Assert.That(order.Take(2), Is.EquivalentTo(new[] { "before, module only", "before" }));
        Assert.That(order.Skip(2), Is.EquivalentTo(new[] { "after", "after, module only" }));
        Assert.That(result.data<float>().ToArray(), Has.All.EqualTo(1));
    }

    [Test]
    public void Forward_runs_no_hooks()
    {
        using var layer = Identity();
        int calls = 0;
        layer.register_forward_pre_hook(module => calls++);
        layer.forward(ones(1));
        Assert.That(calls, Is.Zero);
    }

    [Test]
    public void A_removed_hook_is_gone_and_others_stay()
    {
        using var layer = Identity();
        var doubled = layer.register_forward_hook((module, input, output) => output * 2);
        layer.register_forward_hook((module, input, output) => output + 1);
        doubled.remove();
        Assert.That(layer.call(ones(1)).item<float>(), Is.EqualTo(2));
    }
}
