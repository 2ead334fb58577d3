using static TorchSharp.torch.optim;

namespace SystemTorch.Tests.Lifetimes;

/// <summary>A step leaves nothing but the optimizer's state, which is made once and goes with the optimizer.</summary>
public sealed class OptimizerLifetimeTests
{
    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, Optimizer>> Makers = new()
    {
        ["sgd"] = parameters => SGD(parameters, 0.1),
        ["sgd with everything"] = parameters => SGD(parameters, 0.1, 0.9, 0.1, weight_decay: 0.1),
        ["sgd Nesterov"] = parameters => SGD(parameters, 0.1, 0.9, nesterov: true),
        ["adam"] = parameters => Adam(parameters),
        ["adam with everything"] = parameters => Adam(parameters, weight_decay: 0.1, amsgrad: true, maximize: true),
        ["adamw"] = parameters => AdamW(parameters, weight_decay: 0.1, amsgrad: true),
        ["rmsprop"] = parameters => RMSProp(parameters, weight_decay: 0.1, momentum: 0.9, centered: true),
        ["adagrad"] = parameters => Adagrad(parameters, lr_decay: 0.1, weight_decay: 0.1),
        ["lbfgs"] = parameters => LBFGS(parameters, max_iter: 4, history_size: 2),
    };

    private static IEnumerable<string> Names => Makers.Keys;

    [TestCaseSource(nameof(Names))]
    public void Steps_leave_nothing_but_state(string name)
    {
        long atFirst = Live.CountAfterCollection();
        using (var layer = nn.Linear(3, 2))
        {
            var optimizer = Makers[name](layer.parameters());
            for (int i = 0; i < 5; i++)
                Step(optimizer, layer);
            long before = LiveTensors.Count;
            for (int i = 0; i < 5; i++)
                Step(optimizer, layer);
            Assert.That(LiveTensors.Count, Is.EqualTo(before));
            optimizer.Dispose();
        }
        Assert.That(Live.CountAfterCollection(), Is.EqualTo(atFirst));
    }

    [Test]
    public void Gradients_are_clipped_without_a_rest()
    {
        using var layer = nn.Linear(3, 2);
        using var x = ones(4, 3);
        using var loss = Loss(layer, x);
        long before = LiveTensors.Count;
        Assert.That(nn.utils.clip_grad_norm_(layer.parameters(), 0.1), Is.GreaterThan(0.1));
        nn.utils.clip_grad_value_(layer.parameters(), 0.01);
        Assert.That(LiveTensors.Count, Is.EqualTo(before));
    }

    private static void Step(Optimizer optimizer, Linear layer)
    {
        using var x = ones(4, 3);
        using var loss = optimizer.step(() => Loss(layer, x));
    }

    private static Tensor Loss(Linear layer, Tensor x)
    {
        layer.zero_grad();
        using var scope = NewDisposeScope();
        var loss = layer.call(x).square().sum();
        loss.backward();
        return loss.MoveToOuterDisposeScope();
    }
}
