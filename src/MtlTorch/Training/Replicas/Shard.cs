using MtlTorch.Data;
using MtlTorch.Tasks;
using MtlTorch.Training.Steps;

namespace MtlTorch.Training.Replicas;

/// <summary>The rows of a batch that one replica computes, and what became of them.</summary>
/// <param name="replica">Who computes.</param>
/// <param name="batch">The rows.</param>
internal sealed class Shard(Replica replica, Batch batch)
{
    /// <summary>Who computes.</summary>
    public Replica Replica { get; } = replica;

    /// <summary>The rows.</summary>
    public Batch Batch { get; } = batch;

    /// <summary>Factor of all that is back-propagated here.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What each task sees of the forward pass.</summary>
    public TaskPass[] Passes { get; private set; } = [];

    /// <summary>Whether each task's loss here is that of the whole batch.</summary>
    public bool IsWhole => Shares.All(share => share == 1);

    /// <summary>The same pass, where it is cut between the shared part and the heads.</summary>
    public CutPass? Cut { get; private set; }

    /// <summary>Each task's mean loss of the rows with a label; null where there is none.</summary>
    public torch.Tensor?[] Losses { get; private set; } = [];

    /// <summary>Rows with a label, for each task.</summary>
    public long[] Labeled { get; private set; } = [];

    /// <summary>What each task's loss here counts in the loss of the batch: its part of the batch's rows with a label. 1 if the batch is not divided.</summary>
    public double[] Shares { get; set; } = [];

    /// <summary>Forward up to the losses.</summary>
    public void Forward()
    {
        Passes = Replica.Model.Pass(Batch.Inputs);
        FindLosses(Enumerable.Range(0, Passes.Length));
    }

    /// <summary>Forward up to the losses, cut between the shared part and the heads.</summary>
    public void ForwardCut()
    {
        Cut = new CutPass(Replica.Model, Batch.Inputs);
        Passes = Cut.Passes;
        FindLosses(Enumerable.Range(0, Passes.Length));
    }

    /// <summary>Forward up to the loss of one task; the heads of the others are not called, and they count as silent.</summary>
    public void ForwardOf(int task)
    {
        var (head, representation) = (Replica.Model.Heads[task], Replica.Model.Represent(Batch.Inputs)[task]);
        Passes = new TaskPass[Replica.Model.Tasks.Count];
        Passes[task] = new TaskPass(head, representation, head.Predict(representation));
        FindLosses([task]);
    }

    /// <summary>
    /// Adds the gradients of the losses, each times its factor, to those of all that they depend on: one pass from all of them at once. What each counts is the gradient that
    /// it begins with, which spares the graph of a weighted sum. Cut off from the shared part, it does so for the heads, and leaves the features' gradients at the cut.
    /// </summary>
    /// <param name="factors">What the loss of each task counts here, T scalars.</param>
    /// <param name="more">Further scalars, which count as they are, but for the scale.</param>
    public void Backward(torch.Tensor[] factors, params IEnumerable<torch.Tensor> more)
    {
        var roots = new List<torch.Tensor>();
        var gradients = new List<torch.Tensor>();
        for (var i = 0; i < Losses.Length; i++)
        {
            if (Losses[i] is { requires_grad: true } loss)
            {
                roots.Add(loss);
                gradients.Add(factors[i]);
            }
        }

        foreach (var scalar in more)
        {
            roots.Add(scalar);
            gradients.Add(torch.full_like(scalar, Scale));
        }

        if (roots.Count > 0)
        {
            torch.autograd.backward(roots, gradients);
        }
    }

    /// <summary>The same for one task alone, whose loss may add to the gradients of shared parameters that it reads by itself.</summary>
    /// <param name="task">The task, from 0. A silent one has nothing to add, and leaves nothing at the cut.</param>
    /// <param name="factor">What the loss counts here, a scalar.</param>
    public void BackwardThroughHead(int task, torch.Tensor factor)
    {
        if (Losses[task] is { requires_grad: true } loss)
        {
            loss.backward([factor]);
        }
    }

    /// <summary>What each task's loss counts in this shard, times the scale: T scalars.</summary>
    /// <param name="factors">What it counts in the batch [T].</param>
    public torch.Tensor[] Each(torch.Tensor factors)
    {
        var here = factors.to(Replica.Parameters.Gradient.device);
        var parts = IsWhole ? here : here * torch.tensor(Shares, dtype: here.dtype, device: here.device);
        return Fitting((Scale == 1 ? parts : parts * Scale).unbind(0));
    }

    /// <summary>Factors of the losses, T scalars, in the losses' dtypes.</summary>
    public torch.Tensor[] Fitting(torch.Tensor[] factors) =>
        [.. factors.Select((factor, i) => Losses[i] is { } loss && loss.dtype != factor.dtype ? factor.to(loss.dtype) : factor)];

    private void FindLosses(IEnumerable<int> tasks)
    {
        Losses = new torch.Tensor?[Passes.Length];
        Labeled = new long[Passes.Length];
        foreach (var task in tasks)
        {
            Losses[task] = LabeledRows.MixedLossOf(Replica.Model.Tasks[task], Passes[task], Batch, out var rows);
            Labeled[task] = rows;
        }
    }
}
