using MtlTorch.Training.Replicas;

namespace MtlTorch.Training.Steps;

/// <summary>The Jacobian of a batch: that of each shard, computed by its replica, summed in their order.</summary>
internal sealed class ShardedJacobian : IDisposable
{
    private readonly ReplicaTeam team;
    private readonly SharedJacobian[] each;

    /// <param name="team">The replicas.</param>
    /// <param name="tasks">Number of tasks T.</param>
    /// <exception cref="InvalidOptionException">Nothing is shared.</exception>
    public ShardedJacobian(ReplicaTeam team, int tasks)
    {
        this.team = team;
        each = [.. team.Members.Select(m => new SharedJacobian(m.Parameters, tasks))];
    }

    /// <summary>The shared parameters' part of the model's flat gradient [D].</summary>
    public torch.Tensor SharedGradient => each[0].SharedGradient;

    /// <summary>Fills the rows [T, D], of the losses as they are, by a backward pass each; the shared gradients of all replicas are overwritten.</summary>
    /// <param name="shards">The shards of a batch.</param>
    /// <param name="backward">Adds the gradient of a task's loss to that of the shared parameters.</param>
    public torch.Tensor Rows(IReadOnlyList<Shard> shards, Action<Shard, int> backward)
    {
        var rows = new torch.Tensor[shards.Count];
        team.Run(shards, shard => rows[shard.Replica.Number] = each[shard.Replica.Number].Rows(task => backward(shard, task)));
        for (var i = 1; i < rows.Length; i++)
        {
            using var scope = torch.NewDisposeScope();
            rows[0].add_(rows[i].to(rows[0].device));
        }

        return team.Scale == 1 ? rows[0] : rows[0].mul_(1 / team.Scale);
    }

    /// <summary>Sets the shared gradients of all replicas to zero.</summary>
    public void ZeroSharedGradients()
    {
        foreach (var jacobian in each)
        {
            jacobian.SharedGradient.fill_(0);
        }
    }

    public void Dispose()
    {
        foreach (var jacobian in each)
        {
            jacobian.Dispose();
        }
    }
}
