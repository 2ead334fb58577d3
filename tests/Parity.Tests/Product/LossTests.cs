using Parity.Tests.Support;

namespace Parity.Tests.Product;

public sealed class LossTests
{
    private readonly Transcript transcript = new();

    [Test]
    public void Losses_of_classes_probabilities_and_values()
    {
        manual_seed(2);
        var x = randn(6, 4);
        var weight = tensor(new float[] { 1, 2, 0.5f, 1 });
        var classes = tensor(new long[] { 0, 1, 2, 3, -100, 1 });
        SayOfClasses(x, classes, weight);
        var targets = (randn(6, 4) > 0).to(float32);
        SayOfProbabilities(x, targets, weight);
        SayOfValues(x, targets);
        transcript.Say("nll", F.nll_loss(x.log_softmax(1), classes.clamp(min: 0)));
        transcript.Say("kl", F.kl_div(x.log_softmax(1), targets.log_softmax(1)));
        transcript.ShouldBeAsExpected();
    }

    private void SayOfClasses(Tensor x, Tensor classes, Tensor weight)
    {
        transcript.Say("ce", F.cross_entropy(x, classes));
        transcript.Say("ce weight", F.cross_entropy(x, classes, weight));
        transcript.Say("ce smooth", F.cross_entropy(x, classes, weight, label_smoothing: 0.2));
        transcript.Say("ce none", F.cross_entropy(x, classes, reduction: nn.Reduction.None));
        transcript.Say("ce ignore", F.cross_entropy(x, classes.clamp(min: 0), ignore_index: 1));
        transcript.Say("ce module", nn.CrossEntropyLoss(weight).call(x, classes));
        transcript.Say("ce soft", F.cross_entropy(x, x.softmax(1)));
    }

    private void SayOfProbabilities(Tensor x, Tensor targets, Tensor weight)
    {
        transcript.Say("bce", F.binary_cross_entropy_with_logits(x, targets));
        transcript.Say("bce pos", F.binary_cross_entropy_with_logits(x, targets, weight, pos_weights: weight));
        transcript.Say("bce prob", F.binary_cross_entropy(x.sigmoid(), targets));
    }

    private void SayOfValues(Tensor x, Tensor targets)
    {
        transcript.Say("mse", F.mse_loss(x, targets));
        transcript.Say("mse sum", F.mse_loss(x, targets, nn.Reduction.Sum));
        transcript.Say("huber", F.huber_loss(x, targets, 0.5));
        transcript.Say("huber module", nn.HuberLoss(2).call(x, targets));
        transcript.Say("smooth", F.smooth_l1_loss(x, targets));
        transcript.Say("l1", F.l1_loss(x, targets));
    }
}
