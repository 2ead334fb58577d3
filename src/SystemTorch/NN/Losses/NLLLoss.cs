using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>The negative log-likelihood of class indices under log-probabilities.</summary>
public sealed class NLLLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    public NLLLoss(Tensor weight = null, nn.Reduction reduction = nn.Reduction.Mean) : base(weight, reduction)
    {
    }

    public override Tensor forward(Tensor input, Tensor target) => F.nll_loss(input, target, weight, reduction);
}
