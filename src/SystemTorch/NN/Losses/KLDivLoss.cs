using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>The Kullback-Leibler divergence from log-probabilities to the target.</summary>
public sealed class KLDivLoss : Loss<Tensor, Tensor, Tensor>
{
    public KLDivLoss(bool log_target = true, nn.Reduction reduction = nn.Reduction.Mean) : base(reduction) => this.log_target = log_target;

    public bool log_target { get; }

    public override Tensor forward(Tensor input, Tensor target) => F.kl_div(input, target, log_target, reduction);
}
