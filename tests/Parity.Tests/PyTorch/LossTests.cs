using Parity.Tests.Support;
using static TorchSharp.torch.nn;

namespace Parity.Tests.PyTorch;

/// <summary>Losses with their options: value, and gradient of the input by the sum of the values.</summary>
public sealed class LossTests
{
    private static readonly Golden Recorded = Golden.Read("losses");

    private static Tensor Classes => tensor(new long[] { 0, 3, -100, 1, 2 });
    private static Tensor AllGiven => tensor(new long[] { 0, 3, 3, 1, 2 });
    private static Tensor Maps => tensor(new long[] { 0, 1, 2, 0, 1, 1, 0, 2 }).view(2, 2, 2);
    private static Tensor Weight => tensor(new float[] { 1, 2, 0.5f, 0.25f });
    private static Tensor Soft => (3 * Pattern.Of(7, 5, 4)).softmax(1);
    private static Tensor Labels => (Pattern.Of(3, 5, 4) > 0).to(float32);
    private static Tensor Signs => ((Pattern.Of(6, 5, 4) > 0).to(float32) * 2) - 1;
    private static Tensor Values => Pattern.Of(5, 5, 4);
    private static Tensor Probabilities => Pattern.Of(4, 5, 4).softmax(1);

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["cross_entropy"] = x => F.cross_entropy(x, Classes),
        ["cross_entropy weighted"] = x => F.cross_entropy(x, Classes, Weight),
        ["cross_entropy weighted, summed"] = x => F.cross_entropy(x, Classes, Weight, reduction: Reduction.Sum),
        ["cross_entropy of each"] = x => F.cross_entropy(x, Classes, reduction: Reduction.None),
        ["cross_entropy smoothed"] = x => F.cross_entropy(x, Classes, Weight, label_smoothing: 0.3),
        ["cross_entropy ignoring"] = x => F.cross_entropy(x, AllGiven, ignore_index: 3),
        ["cross_entropy of maps"] = x => F.cross_entropy(x, Maps),
        ["cross_entropy of probabilities"] = x => F.cross_entropy(x, Soft, Weight),
        ["nll"] = x => F.nll_loss(x.log_softmax(1), Classes),
        ["nll weighted"] = x => F.nll_loss(x.log_softmax(1), AllGiven, Weight, Reduction.None),
        ["nll of maps"] = x => F.nll_loss(x.log_softmax(1), Maps),
        ["bce"] = x => F.binary_cross_entropy(x.sigmoid(), Labels),
        ["bce weighted"] = x => F.binary_cross_entropy(x.sigmoid(), Labels, Weight, Reduction.Sum),
        ["bce_with_logits"] = x => F.binary_cross_entropy_with_logits(x, Labels),
        ["bce_with_logits weighted"] = x => F.binary_cross_entropy_with_logits(x, Labels, Weight, Reduction.None, 2 * Weight),
        ["bce_with_logits extreme"] = x => F.binary_cross_entropy_with_logits(x, Labels),
        ["kl_div of logarithms"] = x => F.kl_div(x.log_softmax(1), Pattern.Of(4, 5, 4).log_softmax(1)),
        ["kl_div of probabilities"] = x => F.kl_div(x.log_softmax(1), Probabilities, log_target: false, Reduction.Sum) / 5,
        ["kl_div summed"] = x => F.kl_div(x.log_softmax(1), Probabilities, log_target: false, Reduction.Sum),
        ["mse"] = x => F.mse_loss(x, Values),
        ["mse of each"] = x => F.mse_loss(x, Values, Reduction.None),
        ["l1"] = x => F.l1_loss(x, Values),
        ["l1 summed"] = x => F.l1_loss(x, Values, Reduction.Sum),
        ["smooth_l1"] = x => F.smooth_l1_loss(x, Values),
        ["smooth_l1 sharp"] = x => F.smooth_l1_loss(x, Values, Reduction.Sum, beta: 0.3),
        ["huber"] = x => F.huber_loss(x, Values),
        ["huber sharp"] = x => F.huber_loss(x, Values, delta: 0.3, Reduction.None),
        ["hinge_embedding"] = x => F.hinge_embedding_loss(x, Signs, margin: 0.5),
        ["soft_margin"] = x => F.soft_margin_loss(x, Signs),
        ["margin_ranking"] = x => F.margin_ranking_loss(x, Values, Signs, margin: 0.2),
        ["cosine_embedding"] = x => F.cosine_embedding_loss(x, Values, Signs[TensorIndex.Colon, 0], margin: 0.1),
        ["triplet_margin"] = x => F.triplet_margin_loss(x, Values, Pattern.Of(8, 5, 4), margin: 0.7, swap: true),
        ["ctc"] = SequencesLoss,
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Modules = new()
    {
        ["cross_entropy"] = x => CrossEntropyLoss().call(x, Classes),
        ["cross_entropy weighted, summed"] = x => CrossEntropyLoss(Weight, reduction: Reduction.Sum).call(x, Classes),
        ["cross_entropy ignoring"] = x => CrossEntropyLoss(ignore_index: 3).call(x, AllGiven),
        ["nll weighted"] = x => NLLLoss(Weight, Reduction.None).call(x.log_softmax(1), AllGiven),
        ["bce weighted"] = x => BCELoss(Weight, Reduction.Sum).call(x.sigmoid(), Labels),
        ["bce_with_logits weighted"] = x => BCEWithLogitsLoss(Weight, Reduction.None, 2 * Weight).call(x, Labels),
        ["kl_div of logarithms"] = x => KLDivLoss().call(x.log_softmax(1), Pattern.Of(4, 5, 4).log_softmax(1)),
        ["kl_div summed"] = x => KLDivLoss(log_target: false, Reduction.Sum).call(x.log_softmax(1), Probabilities),
        ["mse of each"] = x => MSELoss(Reduction.None).call(x, Values),
        ["l1 summed"] = x => L1Loss(Reduction.Sum).call(x, Values),
        ["smooth_l1 sharp"] = x => SmoothL1Loss(Reduction.Sum, beta: 0.3).call(x, Values),
        ["huber sharp"] = x => HuberLoss(delta: 0.3, Reduction.None).call(x, Values),
    };

    private static IEnumerable<string> Names => Recorded.Names;

    private static IEnumerable<string> ModuleNames => Modules.Keys;

    [TestCaseSource(nameof(Names))]
    public void Functions_follow_PyTorch(string name) => Recorded.ShouldBe(name, Observe(name, Functions[name]));

    [TestCaseSource(nameof(ModuleNames))]
    public void Modules_follow_PyTorch(string name) => Recorded.ShouldBe(name, Observe(name, Modules[name]));

    private static (Tensor Value, Tensor Gradient) Observe(string name, Func<Tensor, Tensor> loss)
    {
        long[] shape = name switch
        {
            "ctc" => [6, 2, 4],
            _ when name.EndsWith("maps", StringComparison.Ordinal) => [2, 3, 2, 2],
            _ => [5, 4],
        };
        double scale = name.EndsWith("extreme", StringComparison.Ordinal) ? 400 : 4;
        var x = (scale * Pattern.Of(0, shape)).detach().requires_grad_();
        var value = loss(x);
        value.sum().backward();
        return (value, x.grad!);
    }

    // Two sequences of six steps against targets of two and three of the classes 1 to 3; class 0 is the blank.
    private static Tensor SequencesLoss(Tensor x)
    {
        var targets = tensor(new long[] { 1, 2, 0, 3, 3, 1 }).view(2, 3);
        var lengths = (Input: tensor(new long[] { 6, 6 }), Target: tensor(new long[] { 2, 3 }));
        return F.ctc_loss(x.log_softmax(2), targets, lengths.Input, lengths.Target, zero_infinity: true);
    }
}
