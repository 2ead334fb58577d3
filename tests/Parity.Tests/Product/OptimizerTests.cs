using Parity.Tests.Support;

namespace Parity.Tests.Product;

public sealed class OptimizerTests
{
    private static readonly Dictionary<string, Func<Sequential, optim.Optimizer>> Makers = new()
    {
        ["sgd"] = net => optim.SGD(net.parameters(), 0.1),
        ["sgd momentum"] = net => optim.SGD(net.parameters(), 0.1, 0.9, 0.1),
        ["sgd nesterov wd"] = net => optim.SGD(net.parameters(), 0.1, 0.9, weight_decay: 0.01, nesterov: true),
        ["sgd max"] = net => optim.SGD(net.parameters(), 0.01, maximize: true),
        ["adam"] = net => optim.Adam(net.parameters(), 0.01),
        ["adam wd"] = net => optim.Adam(net.parameters(), 0.01, 0.8, 0.9, weight_decay: 0.1),
        ["adam amsgrad"] = net => optim.Adam(net.parameters(), 0.01, amsgrad: true),
        ["adamw"] = net => optim.AdamW(net.parameters(), 0.01, weight_decay: 0.1),
        ["groups"] = net => optim.Adam(GroupsOf(net)),
    };

    [Test]
    public void Optimizers_step_alike_when_the_rate_is_changed_on_the_way()
    {
        var transcript = new Transcript();
        foreach (var (name, make) in Makers)
        {
            manual_seed(4);
            using var net = nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3));
            using var optimizer = make(net);
            transcript.Say(name, LastLoss(net, optimizer));
            foreach (var parameter in net.parameters())
                transcript.Say("  p", parameter);
        }
        transcript.ShouldBeAsExpected();
    }

    private static Adam.ParamGroup[] GroupsOf(Sequential net)
        => [new(net.parameters().Take(2), lr: 0.05), new(net.parameters().Skip(2), lr: 0.001, weight_decay: 0.2)];

    private static float LastLoss(Sequential net, optim.Optimizer optimizer)
    {
        var x = randn(8, 5);
        var y = randn(8, 3);
        float last = 0;
        for (int step = 0; step < 8; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = F.mse_loss(net.call(x), y);
            loss.backward();
            optimizer.step();
            last = loss.item<float>();
            if (step != 4)
                continue;
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate *= 0.5;
        }
        return last;
    }
}
