using System.Runtime.ExceptionServices;
using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Tasks;
using MtlTorch.Tensors;

namespace MtlTorch.Training.Replicas;

/// <summary>
/// The replicas of a training. A batch is divided among them; each computes its shard on a thread of its own, and their flat gradients are summed in the order of their
/// numbers: ((g0 + g1) + g2) + ... . So the result depends on the number of replicas, and not on which of them is ready first.
/// </summary>
/// <remarks>
/// The first one is the model, and computes on the thread of the caller. A team of one has no threads and divides nothing.
/// </remarks>
public sealed class ReplicaTeam : IDisposable
{
    private readonly Replica[] members;
    private readonly ReplicaThread[] threads;
    private readonly BatchExchange? exchange;
    private bool stepBegins = true;

    /// <param name="model">The model.</param>
    /// <param name="parameters">Its flat parameters.</param>
    /// <param name="twins">Models of the same architecture, one for each further replica; they are filled with the model's values. On another device they keep copies.</param>
    /// <param name="exchange">By which the replicas' modules learn of the whole batch; null if none of them asks.</param>
    public ReplicaTeam(MultiTaskModel model, FlatParameters parameters, IReadOnlyList<MultiTaskModel>? twins = null, BatchExchange? exchange = null)
        : this(model, parameters, twins ?? [], exchange, copies: false)
    {
    }

    /// <param name="model">The model.</param>
    /// <param name="parameters">Its flat parameters.</param>
    /// <param name="twins">Models of the same architecture.</param>
    /// <param name="exchange">By which the replicas' modules learn of the whole batch.</param>
    /// <param name="copies">Whether twins keep copies wherever they are.</param>
    internal ReplicaTeam(MultiTaskModel model, FlatParameters parameters, IReadOnlyList<MultiTaskModel> twins, BatchExchange? exchange, bool copies)
    {
        this.exchange = exchange;
        members = [Replica.Of(model, parameters), .. twins.Select((twin, i) => Join(i + 1, twin, model, parameters, copies))];
        threads = [.. members.Skip(1).Select(m => new ReplicaThread(m.Number))];
    }

    /// <summary>The replicas, in the order in which their gradients are summed.</summary>
    public IReadOnlyList<Replica> Members => members;

    /// <summary>Factor of all losses that shards back-propagate: gradients on their way are so many times as large.</summary>
    internal double Scale { get; set; } = 1;

    /// <summary>Begins a step: twins elsewhere fetch the values of the model, all gradients are zero, and tensors of the step before go.</summary>
    internal void BeginStep()
    {
        stepBegins = true;
        foreach (var member in members)
        {
            member.Fetch();
        }

        ZeroGradients();
    }

    /// <summary>Sets the gradients of all replicas to zero.</summary>
    internal void ZeroGradients()
    {
        foreach (var member in members)
        {
            member.Parameters.ZeroGradient();
        }
    }

    /// <summary>Adds the gradients of the other replicas to that of the model, in order.</summary>
    internal void SumGradients()
    {
        foreach (var member in members)
        {
            member.Deliver();
        }
    }

    /// <summary>Divides a batch: consecutive rows, as many for each, the first ones getting one more where that does not go.</summary>
    internal Shard[] Divide(Batch batch)
    {
        if (members.Length == 1)
        {
            return [new Shard(members[0], batch) { Scale = Scale }];
        }

        var shards = new Shard[(int)Math.Min(members.Length, batch.Rows)];
        long start = 0;
        for (var i = 0; i < shards.Length; i++)
        {
            var rows = (batch.Rows / shards.Length) + (i < batch.Rows % shards.Length ? 1 : 0);
            shards[i] = new Shard(members[i], batch.Slice(start, rows).MoveTo(members[i].Parameters.Values.device)) { Scale = Scale };
            start += rows;
        }

        return shards;
    }

    /// <summary>Lets every replica do something with its shard, at the same time, and waits for all of them.</summary>
    /// <param name="shards">What <see cref="Divide"/> gave.</param>
    /// <param name="work">The work. It makes its tensors on the thread of the replica; they live until the next step.</param>
    internal void Run(IReadOnlyList<Shard> shards, Action<Shard> work)
    {
        if (shards.Count == 1)
        {
            work(shards[0]);
            return;
        }

        exchange?.Open([.. shards.Select(s => s.Batch.Rows)]);
        for (var i = 1; i < shards.Count; i++)
        {
            var shard = shards[i];
            threads[i - 1].Begin(() => Guarded(shard, work), stepBegins);
        }

        stepBegins = false;
        Exception? failure = null;
        try
        {
            Guarded(shards[0], work);
        }
        catch (Exception e)
        {
            failure = e;
        }

        // All of them are waited for, whatever happens: none may go on computing behind the caller's back.
        var failures = threads.Take(shards.Count - 1).Select(t => t.End()).Prepend(failure).OfType<Exception>().ToList();
        exchange?.Close();
        if (failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures.Find(e => e is not BrokenExchangeException) ?? failures[0]);
        }
    }

    /// <summary>Ends the threads, and disposes of the twins' flat tensors.</summary>
    public void Dispose()
    {
        foreach (var thread in threads)
        {
            thread.Dispose();
        }

        foreach (var member in members)
        {
            member.Dispose();
        }
    }

    private static Replica Join(int number, MultiTaskModel twin, MultiTaskModel model, FlatParameters parameters, bool copies)
    {
        var isBeside = twin.parameters().First().device.ToString() == parameters.Values.device.ToString();
        return isBeside && !copies ? Replica.Beside(number, twin, model, parameters) : Replica.Apart(number, twin, model, parameters);
    }

    private void Guarded(Shard shard, Action<Shard> work)
    {
        try
        {
            work(shard);
        }
        catch
        {
            // Others may wait for numbers that will never come.
            exchange?.Break();
            throw;
        }
    }
}
