using MtlTorch.Modules;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Tasks;

namespace MtlTorch.Training.Steps;

/// <summary>
/// A forward pass whose graph is cut between the shared part and the heads. Each head is back-propagated once, which leaves its task's gradient with
/// respect to its representation; the shared part as often as somebody asks.
/// </summary>
internal sealed class CutPass
{
    private readonly Representation[] representations;
    private readonly Cut[] cuts;

    public CutPass(MultiTaskModel model, torch.Tensor inputs)
    {
        representations = model.Represent(inputs);
        cuts = [.. representations.Select(r => new Cut(r))];
        var leaves = cuts.Select(c => c.Leaf).ToList();
        Passes = model.Passes(leaves, model.Predict(leaves));
    }

    /// <summary>What the shared part gave for each task, before the cut.</summary>
    public IReadOnlyList<Representation> Representations => representations;

    /// <summary>What each task sees.</summary>
    public TaskPass[] Passes { get; }

    /// <summary>Number of tasks.</summary>
    public int Tasks => cuts.Length;

    /// <summary>The gradients with respect to the one representation that all tasks share, a row per task [T, B F].</summary>
    /// <exception cref="InvalidOptionException">The tasks have features of their own, or one of them reads more than features.</exception>
    public torch.Tensor RepresentationGradients()
    {
        if (representations.Any(r => !ReferenceEquals(r, representations[0])) || cuts.Any(c => c.ReadsMore))
        {
            throw new InvalidOptionException("gradients", "the tasks have no representation in common by which all their gradients could be told: with this sharing architecture, or because a task reads more than the features. Use \"shared\".");
        }

        return torch.stack(cuts.Select(c => (c.Leaf.Features.grad ?? torch.zeros_like(c.Leaf.Features)).flatten()));
    }

    /// <summary>Adds the gradient of one task's loss, back-propagated to the cut, to that of the shared parameters.</summary>
    /// <param name="task">The task, from 0.</param>
    /// <param name="isLast">Whether the trunk is not back-propagated again: its graph is freed then.</param>
    public void BackwardThroughTrunk(int task, bool isLast) => cuts[task].Backward(1, retain: !isLast);

    /// <summary>Adds what a gradient [B F] of the shared representation means to the gradient of the shared parameters.</summary>
    public void BackwardRepresentation(torch.Tensor gradient)
    {
        var features = representations[0].Features;
        if (features.requires_grad)
        {
            features.backward([gradient.view_as(features)]);
        }
    }

    /// <summary>Adds the weighted sum of the tasks' gradients to that of the shared parameters, in one backward pass.</summary>
    public void BackwardWeighted(double[] weights)
    {
        var ends = cuts.SelectMany((cut, i) => cut.Ends(weights[i])).ToList();
        if (ends.Count > 0)
        {
            torch.autograd.backward([.. ends.Select(e => e.Tensor)], [.. ends.Select(e => e.Gradient)]);
        }
    }

    /// <summary>One task's side of the cut: leaves in place of what the shared part gave.</summary>
    private sealed class Cut
    {
        private readonly List<(torch.Tensor Whole, torch.Tensor Leaf)> pieces = [];

        public Cut(Representation whole)
        {
            var features = Sever(whole.Features);
            if (whole.Code is not { } code)
            {
                Leaf = new Representation(features);
                return;
            }

            var pre = Sever(code.Encoded.Pre);
            var units = ReferenceEquals(code.Encoded.Code, whole.Features) ? features : Sever(code.Encoded.Code);
            Leaf = new Representation(features, new SparseCode(code.Source.detach(), new Encoded(pre, units)));
        }

        public Representation Leaf { get; }

        /// <summary>Whether the loss reached anything but the features.</summary>
        public bool ReadsMore => pieces.Skip(1).Any(p => HasGradient(p.Leaf));

        public void Backward(double weight, bool retain)
        {
            var ends = Ends(weight).ToList();
            if (ends.Count > 0)
            {
                torch.autograd.backward([.. ends.Select(e => e.Tensor)], [.. ends.Select(e => e.Gradient)], retain_graph: retain);
            }
        }

        /// <summary>Where the shared part is to be back-propagated from, and with what.</summary>
        public IEnumerable<(torch.Tensor Tensor, torch.Tensor Gradient)> Ends(double weight) => pieces
            .Where(p => p.Whole.requires_grad && HasGradient(p.Leaf))
            .Select(p => (p.Whole, weight == 1 ? p.Leaf.grad! : p.Leaf.grad! * weight));

        private static bool HasGradient(torch.Tensor leaf) => leaf.grad is { IsInvalid: false };

        private torch.Tensor Sever(torch.Tensor whole)
        {
            var leaf = whole.detach().requires_grad_(true);
            pieces.Add((whole, leaf));
            return leaf;
        }
    }
}
