namespace MtlTorch.Modules;

/// <summary>
/// Tells modules of replicas what they cannot see of their own rows: means over the whole batch. All replicas have to ask, in the same order; each waits until the last one has.
/// Closed, as it is in evaluation, the rows at hand are the whole batch.
/// </summary>
/// <remarks>The mean is ((w0 m0 + w1 m1) + w2 m2) + ..., in the order of the replicas, whoever comes first.</remarks>
public sealed class BatchExchange
{
    private readonly object gate = new();
    private readonly List<torch.Tensor?[]> answers = [];
    private long[] rows = [];
    private bool isBroken;

    /// <param name="replicas">Number of replicas.</param>
    public BatchExchange(int replicas) => Views = [.. Enumerable.Range(0, replicas).Select(i => new WholeBatch(this, i))];

    /// <summary>By what each replica asks.</summary>
    public IReadOnlyList<WholeBatch> Views { get; }

    /// <summary>Whether there are others to ask.</summary>
    internal bool IsOpen => rows.Length > 1;

    /// <summary>Rows of the whole batch.</summary>
    internal long Rows => rows.Sum();

    /// <summary>The part of the batch's rows that a replica has, from 0 to 1.</summary>
    internal double ShareOf(int replica) => rows[replica] / (double)rows.Sum();

    /// <summary>Begins a pass of several replicas.</summary>
    /// <param name="each">Rows of each replica.</param>
    internal void Open(long[] each)
    {
        answers.Clear();
        (rows, isBroken) = (each, false);
        foreach (var view in Views)
        {
            view.Question = 0;
        }
    }

    /// <summary>Ends it.</summary>
    internal void Close()
    {
        rows = [];
        foreach (var answer in answers.SelectMany(each => each))
        {
            answer?.Dispose();
        }

        answers.Clear();
    }

    /// <summary>Lets nobody wait any longer: a replica has failed.</summary>
    internal void Break()
    {
        lock (gate)
        {
            isBroken = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Gives the answer of one replica, and gets those of all.</summary>
    /// <param name="replica">Whose answer it is.</param>
    /// <param name="question">Number of the question in this pass, from 0.</param>
    /// <param name="answer">The answer; others read it until the pass is over, and then it is disposed of.</param>
    /// <exception cref="BrokenExchangeException">Another replica has failed.</exception>
    internal IReadOnlyList<torch.Tensor> Ask(int replica, int question, torch.Tensor answer)
    {
        lock (gate)
        {
            while (answers.Count <= question)
            {
                answers.Add(new torch.Tensor?[rows.Length]);
            }

            var each = answers[question];
            each[replica] = answer;
            Monitor.PulseAll(gate);
            while (Array.IndexOf(each, null) >= 0)
            {
                if (isBroken)
                {
                    throw new BrokenExchangeException();
                }

                Monitor.Wait(gate);
            }

            return each!;
        }
    }
}

/// <summary>What one replica can learn of the batch that it has a part of.</summary>
/// <param name="exchange">By which the replicas tell each other.</param>
/// <param name="replica">Which one asks.</param>
public sealed class WholeBatch(BatchExchange exchange, int replica)
{
    /// <summary>Whether the replica has but a part of the batch at this moment. In evaluation, and where it computes alone, it has all of it.</summary>
    public bool IsDivided => exchange.IsOpen;

    /// <summary>The part of the batch's rows that the replica has, above 0 to 1.</summary>
    public double Share => exchange.IsOpen ? exchange.ShareOf(replica) : 1;

    /// <summary>Rows of the whole batch; known while it is divided.</summary>
    public long Rows => exchange.Rows;

    /// <summary>Questions asked in this pass.</summary>
    internal int Question { get; set; }

    /// <summary>The mean over the whole batch, of something of which the mean over this replica's rows is known.</summary>
    /// <param name="mean">The mean over this replica's rows, any shape; its gradient does not go on.</param>
    /// <exception cref="BrokenExchangeException">Another replica has failed.</exception>
    public torch.Tensor Mean(torch.Tensor mean)
    {
        if (!exchange.IsOpen)
        {
            return mean.detach();
        }

        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var each = exchange.Ask(replica, Question++, mean.detach().DetachFromDisposeScope());
        var sum = each[0].to(mean.dtype, mean.device) * exchange.ShareOf(0);
        for (var i = 1; i < each.Count; i++)
        {
            sum.add_(each[i].to(mean.dtype, mean.device), alpha: exchange.ShareOf(i));
        }

        return sum.MoveToOuterDisposeScope();
    }
}

/// <summary>Another replica has failed, so its numbers will never come.</summary>
public sealed class BrokenExchangeException() : InvalidOperationException("Another replica has failed.");
