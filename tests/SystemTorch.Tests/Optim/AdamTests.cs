namespace SystemTorch.Tests.Optim;

public sealed class AdamTests
{
    // Lengths around the vectors of a processor, and one that LibTorch deals to several threads.
    [Test]
    public void One_pass_gives_the_bits_of_the_operators([Values(1, 7, 8, 67, 100_003)] int length, [Values(0, 0.1)] double decay)
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(3);
        var start = randn([length], generator: generator);
        var parameter = new Parameter(start.clone());
        using var optimizer = optim.Adam([parameter], 0.01, 0.8, 0.95, weight_decay: decay);
        var (value, first, second) = (start.clone(), zeros([length]), zeros([length]));
        for (var step = 1; step <= 4; step++)
        {
            var gradient = randn([length], generator: generator);
            parameter.grad = gradient;
            optimizer.step();
            Step(value, decay == 0 ? gradient : gradient.add(value, decay), first, second, step);
            Assert.That(parameter.detach().bytes.SequenceEqual(value.bytes), Is.True, $"step {step}");
        }
    }

    [Test]
    public void What_lies_apart_in_memory_is_stepped_too()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones([4, 6]).t().detach());
        parameter.grad = ones([4, 6]).t();
        using var optimizer = optim.Adam([parameter], 0.5);
        optimizer.step();
        Assert.That(parameter.detach().sub(0.5).abs().max().item<float>(), Is.LessThan(1e-6f));
    }

    [Test]
    public void A_step_in_between_is_noticed_by_what_was_saved_for_backward()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones([5]));
        var square = parameter.mul(parameter).sum();
        parameter.grad = ones([5]);
        using var optimizer = optim.Adam([parameter]);
        optimizer.step();
        Assert.That(() => square.backward(), Throws.InstanceOf<System.Runtime.InteropServices.ExternalException>());
    }

    private static void Step(Tensor value, Tensor gradient, Tensor first, Tensor second, int step)
    {
        first.mul_(0.8).add_(gradient, 1 - 0.8);
        second.mul_(0.95).addcmul_(gradient, gradient, 1 - 0.95);
        var denominator = second.sqrt().div_(Math.Sqrt(1 - Math.Pow(0.95, step))).add_(1e-8);
        value.addcdiv_(first, denominator, -0.01 / (1 - Math.Pow(0.8, step)));
    }
}
