using static TorchSharp.torch.optim;

namespace SystemTorch.Tests.Optim;

public sealed class OptimizerStateTests
{
    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, OptimizerHelper>> Makers = new()
    {
        ["sgd"] = parameters => SGD(parameters, 0.1, momentum: 0.9),
        ["adam"] = parameters => Adam(parameters, amsgrad: true),
        ["adamw"] = parameters => AdamW(parameters, amsgrad: true),
        ["rmsprop"] = parameters => RMSProp(parameters, momentum: 0.9, centered: true),
        ["adagrad"] = parameters => Adagrad(parameters),
    };

    private static IEnumerable<string> Names => Makers.Keys;

    /// <summary>A second optimizer that takes over the state goes on as the first would have.</summary>
    [TestCaseSource(nameof(Names))]
    public void A_loaded_state_continues_the_run(string name)
    {
        var (straight, interrupted) = (Weight(), Weight());
        using var optimizer = Makers[name]([straight]);
        using var first = Makers[name]([interrupted]);
        Steps(optimizer, straight, 3);
        Steps(first, interrupted, 3);
        using var second = Makers[name]([interrupted]);
        second.load_state_dict(first.state_dict());
        first.Dispose();
        Steps(optimizer, straight, 3);
        Steps(second, interrupted, 3);
        Assert.That(interrupted.Equals(straight), Is.True);
    }

    [Test]
    public void Learning_rates_are_loaded()
    {
        using var source = SGD([Weight()], 0.1);
        source.ParamGroups.Single().LearningRate = 0.025;
        using var target = SGD([Weight()], 0.5);
        target.load_state_dict(source.state_dict());
        Assert.That(target.ParamGroups.Single().LearningRate, Is.EqualTo(0.025));
        Assert.That(target.ParamGroups.Single().InitialLearningRate, Is.EqualTo(0.1));
    }

    [Test]
    public void A_state_of_other_parameters_is_refused()
    {
        using var one = SGD([Weight()], 0.1);
        using var two = SGD([Weight(), Weight()], 0.1);
        using var groups = SGD([new SGD.ParamGroup([Weight()]), new SGD.ParamGroup([Weight()])], 0.1);
        Assert.That(() => one.load_state_dict(two.state_dict()), Throws.ArgumentException);
        Assert.That(() => two.load_state_dict(groups.state_dict()), Throws.ArgumentException);
    }

    [Test]
    public void Zeroing_fills_gradients_with_zeros()
    {
        var weight = Weight();
        using var optimizer = SGD([weight], 0.1);
        weight.sum().backward();
        optimizer.zero_grad();
        Assert.That(weight.grad!.data<float>().ToArray(), Has.All.Zero);
    }

    [Test]
    public void Parameters_without_a_gradient_are_passed_over()
    {
        var (moved, resting) = (Weight(), Weight());
        using var optimizer = Adam([moved, resting]);
        moved.sum().backward();
        optimizer.step();
        Assert.That((moved.Equals(Weight()), resting.Equals(Weight())), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_step_returns_what_the_closure_gave()
    {
        var weight = Weight();
        using var optimizer = SGD([weight], 0.1);
        var loss = optimizer.step(() =>
        {
            var value = weight.square().sum();
            value.backward();
            return value;
        });
        Assert.That(loss.item<float>(), Is.EqualTo(5));
        Assert.That(weight.data<float>().ToArray(), Is.EqualTo(new[] { 0.8f, 1.6f }).Within(1e-6));
    }

    private static Parameter Weight() => new(tensor(new float[] { 1, 2 }));

    private static void Steps(Optimizer optimizer, Parameter weight, int count)
    {
        for (int i = 0; i < count; i++)
        {
            optimizer.zero_grad();
            (weight.pow(4) * tensor(new float[] { 1, 0.1f })).sum().backward();
            optimizer.step();
        }
    }
}
