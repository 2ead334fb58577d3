using Parity.Tests.Support;

namespace Parity.Tests.Product;

/// <summary>What autograd.grad is used for: rows of a Jacobian, unused inputs, second derivatives, products with vectors.</summary>
public sealed class GradientTests
{
    private readonly Transcript transcript = new();

    [Test]
    public void Rows_of_the_Jacobian_of_task_losses()
    {
        Draws.AssumeTheRecordedKernels();
        manual_seed(7);
        using var net = new TwoTask();
        var (images, targets, goals) = TwoTask.Data(16);
        var (classes, values) = net.call(images);
        Tensor[] losses = [F.cross_entropy(classes, targets), F.mse_loss(values, goals)];
        var jacobian = JacobianOf(losses, net.Shared.Select(p => (Tensor)p).ToList());
        transcript.Say("J", jacobian);
        transcript.Say("gram", jacobian.mm(jacobian.t()));
        transcript.Say("norms", jacobian.norm(1));
        transcript.Say("cos", F.cosine_similarity(jacobian[0], jacobian[1], 0));
        var outputs = new[] { (losses[0] * 0) + classes.sum() };
        var unused = autograd.grad(outputs, new[] { net.get_parameter("_heads.value.weight") }, retain_graph: true, allow_unused: true);
        transcript.Say("unused is invalid", unused[0].IsInvalid);
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void Second_derivatives_and_products_with_vectors()
    {
        var w = tensor(new float[] { 1, 2, 3 }, requires_grad: true);
        var first = autograd.grad(new[] { (w * w * w).sum() }, new[] { w }, retain_graph: true, create_graph: true)[0];
        transcript.Say("second derivative", autograd.grad(new[] { first.sum() }, new[] { w })[0]);
        transcript.Say("vjp", autograd.grad(new[] { w * w }, new[] { w }, new[] { tensor(new float[] { 1, 0, 1 }) })[0]);
        transcript.ShouldBeAsExpected();
    }

    private static Tensor JacobianOf(Tensor[] losses, List<Tensor> shared)
    {
        var rows = new List<Tensor>();
        for (int task = 0; task < losses.Length; task++)
        {
            bool isLast = task + 1 == losses.Length;
            var gradients = autograd.grad(new[] { losses[task] }, shared, retain_graph: !isLast, allow_unused: true);
            rows.Add(cat(gradients.Select((g, i) => (g.IsInvalid ? zeros_like(shared[i]) : g).view(-1)).ToList()));
        }
        return stack(rows);
    }
}
