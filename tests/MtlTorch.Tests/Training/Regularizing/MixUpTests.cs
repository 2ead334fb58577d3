using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Regularizers;
using MtlTorch.Tensors;
using MtlTorch.Training;
using MtlTorch.Training.Optimizers;
using MtlTorch.Training.Schedules;

namespace MtlTorch.Tests.Training.Regularizing;

/// <summary>Mixtures of inputs and of losses, as their authors' program makes them.</summary>
public sealed class MixUpTests
{
    [Test]
    public void InputsAndLossesAreMixedAlike([Values] bool hasGaps)
    {
        using var scope = torch.NewDisposeScope();
        using var rows = hasGaps ? WithGaps(Some.Split(45)) : Some.Split(45);
        using var run = new TrainingRun(
            new TrainerOptions { Epochs = 3, BatchSize = 45 },
            optimizer: new SgdOptions { Lr = 0.1 },
            change: s => s with { Train = rows, Schedule = new ConstantOptions(), Regularizers = [new MixUpOptions { Alpha = 1 }] }).Finished();

        using var randomness = new Randomness(1);
        using var model = Some.Model(new ModuleContext(randomness, torch.CPU));
        using var whole = Some.Split(45);
        model.Tasks[1].Fit(model.Heads[1], whole.Targets["amount"]);
        using var sgd = torch.optim.SGD(model.parameters(), 0.1);
        var mixer = new MixUp(1, randomness);
        var order = new BatchOrder(randomness, 45, 45, false, [], 0);
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            var own = rows.Select(order.Rows(order.Permutation(epoch, torch.CPU), 0));
            var (share, partners) = mixer.Draw(45);
            sgd.zero_grad();
            var passes = model.Pass((own.Inputs * share) + (own.Inputs.index_select(0, partners) * (1 - share)));
            var classes = own.Targets["kind"];
            var amounts = own.Targets["amount"];
            torch.Tensor Loss(torch.Tensor kind, torch.Tensor amount)
            {
                var labeled = kind.ge(0).nonzero().flatten();
                var known = amount.isnan().logical_not().all(1).nonzero().flatten();
                var deviation = whole.Targets["amount"].std(0, unbiased: false);
                return torch.nn.functional.cross_entropy(passes[0].Prediction.index_select(0, labeled), kind.index_select(0, labeled))
                    + torch.nn.functional.mse_loss(passes[1].Prediction.index_select(0, known) / deviation, amount.index_select(0, known) / deviation);
            }

            ((Loss(classes, amounts) * share) + (Loss(classes.index_select(0, partners), amounts.index_select(0, partners)) * (1 - share))).backward();
            sgd.step();
        }

        foreach (var (name, parameter) in model.named_parameters())
        {
            TensorAssert.Close(run.Model.get_parameter(name)!, parameter, 1e-5, name);
        }
    }

    [Test]
    public void SharesAreThoseOfTheBetaDistribution([Values(1e-6, 0.2, 1, 2.5, 1e6)] double alpha)
    {
        using var randomness = new Randomness(5);
        var mixer = new MixUp(alpha, randomness);
        var shares = Enumerable.Range(0, 4000).Select(_ =>
        {
            using var scope = torch.NewDisposeScope();
            return mixer.Draw(1).Share;
        }).ToArray();

        // Mean 1/2, variance 1 / (4 (2 α + 1)); the fourth moment of a share, for the error of the variance, is below 1/16.
        var variance = 1 / (4 * ((2 * alpha) + 1));
        Assert.That(shares, Is.All.InRange(0, 1));
        Assert.That(shares.Average(), Is.EqualTo(0.5).Within(4 * Math.Sqrt(variance / shares.Length)));
        Assert.That(shares.Average(s => (s - 0.5) * (s - 0.5)), Is.EqualTo(variance).Within(Math.Max(0.1 * variance, 1e-9)));
        if (alpha < 1e-3)
        {
            Assert.That(shares, Is.All.Matches<double>(s => s < 1e-9 || s > 1 - 1e-9), "nearly always one of both alone");
        }
    }

    [Test]
    public void PartnersAreAPermutation()
    {
        using var randomness = new Randomness(5);
        using var scope = torch.NewDisposeScope();

        Assert.That(new MixUp(1, randomness).Draw(50).Partners.data<long>().ToArray(), Is.EquivalentTo(Enumerable.Range(0, 50)));
    }

    /// <summary>Some rows without a class, others without amounts.</summary>
    private static Split WithGaps(Split whole)
    {
        using (whole)
        {
            using var scope = torch.NewDisposeScope();
            var (kind, amount) = (whole.Targets["kind"].clone(), whole.Targets["amount"].clone());
            kind.narrow(0, 3, 20).fill_(-1);
            amount.narrow(0, 15, 12).fill_(double.NaN);
            return new Split(whole.Inputs.clone().DetachFromDisposeScope(), new Dictionary<string, torch.Tensor> { ["kind"] = kind.DetachFromDisposeScope(), ["amount"] = amount.DetachFromDisposeScope() });
        }
    }
}
