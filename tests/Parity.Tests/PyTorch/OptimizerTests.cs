using Parity.Tests.Support;
using static TorchSharp.torch.optim;

namespace Parity.Tests.PyTorch;

/// <summary>
/// Seven steps on a small network: the losses on the way and the parameters at the end. A group of parameters takes what is
/// not given from its own defaults, never from the optimizer; in PyTorch it is the other way round.
/// </summary>
public sealed class OptimizerTests
{
    private static readonly Golden Recorded = Golden.Read("optimizers");

    private static readonly Dictionary<string, Func<Sequential, Optimizer>> Makers = new()
    {
        ["sgd"] = net => SGD(net.parameters(), 0.1),
        ["sgd with momentum"] = net => SGD(net.parameters(), 0.1, momentum: 0.9, dampening: 0.2),
        ["sgd with Nesterov's momentum"] = net => SGD(net.parameters(), 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.02),
        ["sgd with decay"] = net => SGD(net.parameters(), 0.1, weight_decay: 0.1),
        ["sgd upwards"] = net => SGD(net.parameters(), 0.01, momentum: 0.5, maximize: true),
        ["sgd in groups"] = net => SGD(
            [new(First(net), lr: 0.2, momentum: 0.5), new SGD.ParamGroup(Second(net), lr: 0.05, weight_decay: 0.3)], 1),
        ["adam"] = net => Adam(net.parameters(), 0.02),
        ["adam with options"] = net => Adam(net.parameters(), 0.02, 0.7, 0.95, eps: 1e-3, weight_decay: 0.1),
        ["adam with the largest"] = net => Adam(net.parameters(), 0.05, 0.5, 0.6, amsgrad: true),
        ["adam upwards"] = net => Adam(net.parameters(), 0.02, maximize: true),
        ["adam in groups"] = net => Adam(
            [new(First(net), lr: 0.1, beta1: 0.5, beta2: 0.6), new Adam.ParamGroup(Second(net), lr: 0.01, weight_decay: 0.3)]),
        ["adamw"] = net => AdamW(net.parameters(), 0.02),
        ["adamw with options"] = net => AdamW(net.parameters(), 0.02, 0.7, 0.95, eps: 1e-3, weight_decay: 0.3),
        ["adamw with the largest"] = net => AdamW(net.parameters(), 0.05, 0.5, 0.6, weight_decay: 0.01, amsgrad: true),
        ["adamw in groups"] = net => AdamW(
            [new(First(net), lr: 0.1, weight_decay: 0.5), new AdamW.ParamGroup(Second(net), lr: 0.01, eps: 0.1)]),
        ["rmsprop"] = net => RMSProp(net.parameters(), 0.01),
        ["rmsprop with momentum"] = net => RMSProp(net.parameters(), 0.01, alpha: 0.8, eps: 1e-3, momentum: 0.6),
        ["rmsprop centered"] = net => RMSProp(net.parameters(), 0.01, alpha: 0.8, centered: true, weight_decay: 0.1),
        ["rmsprop in groups"] = net => RMSProp(
            [new(First(net), lr: 0.05, alpha: 0.5), new RMSProp.ParamGroup(Second(net), lr: 0.01, eps: 0.1)]),
        ["adagrad"] = net => Adagrad(net.parameters(), 0.1),
        ["adagrad with options"] = net => Adagrad(
            net.parameters(), 0.1, lr_decay: 0.2, weight_decay: 0.1, initial_accumulator_value: 0.3, eps: 1e-3),
        ["adagrad in groups"] = net => Adagrad(
            [new(First(net), lr: 0.2), new Adagrad.ParamGroup(Second(net), lr: 0.05, weight_decay: 0.3)]),
        ["lbfgs"] = net => LBFGS(net.parameters(), 0.5, max_iter: 3),
        ["lbfgs with little history"] = net => LBFGS(net.parameters(), 0.3, max_iter: 5, max_eval: 4, history_size: 2),
    };

    private static IEnumerable<string> Names => Recorded.Names;

    [TestCaseSource(nameof(Names))]
    public void Steps_follow_PyTorch(string name)
    {
        using var net = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2));
        Pattern.Fill(net);
        net.to(float64);
        using var optimizer = Makers[name](net);
        var x = Pattern.Of(10, 6, 4).to(float64);
        var y = Pattern.Of(11, 6, 2).to(float64);
        var losses = new List<double>();
        for (int step = 0; step < 7; step++)
            losses.Add(optimizer.step(Loss).item<double>());
        Recorded.ShouldBe(name, (tensor(losses.ToArray()), net.parameters()));

        Tensor Loss()
        {
            optimizer.zero_grad();
            var loss = F.mse_loss(net.call(x), y);
            loss.backward();
            return loss;
        }
    }

    private static IEnumerable<Parameter> First(Sequential net) => net.parameters().Take(2);

    private static IEnumerable<Parameter> Second(Sequential net) => net.parameters().Skip(2);
}
