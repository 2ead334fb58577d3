using MtlTorch.Balancing;
using MtlTorch.Balancing.Gradients;
using MtlTorch.Data;
using MtlTorch.Regularizers;
using MtlTorch.Tasks;
using MtlTorch.Tensors;
using MtlTorch.Training.Costs;
using MtlTorch.Training.Regularizing;
using MtlTorch.Training.Replicas;
using MtlTorch.Training.Scaling;
using TorchSharp.Modules;

namespace MtlTorch.Training.Steps;

/// <summary>
/// What happens with the batches of one step: forward, losses, backward as the balancing method wants it, clipping,
/// optimizer. The kinds of methods differ in what they put into the flat gradient.
/// </summary>
public abstract class TrainingStep : IDisposable
{
    private readonly OptimizerHelper optimizer;
    private readonly double? clipNorm;
    private readonly torch.Tensor taskWeights;
    private readonly torch.Tensor[] weightOfTask;
    private readonly OptimizerMemory memory;
    private readonly IReadOnlyList<double> rateFactors;
    private readonly Regularization? regularization;
    private readonly LossScaling? scaling;
    private StepScope scope;
    private Shard[] latest = [];

    /// <param name="parts">What all kinds of steps need.</param>
    private protected TrainingStep(StepParts parts)
    {
        Model = parts.Model;
        Parameters = parts.Parameters;
        Replicas = parts.Replicas ?? new ReplicaTeam(Model, Parameters);
        optimizer = parts.Optimizer;
        memory = new OptimizerMemory(parts.Parameters, optimizer);
        rateFactors = parts.RateFactors ?? [.. optimizer.ParamGroups.Select(_ => 1.0)];
        clipNorm = parts.ClipNorm;
        regularization = parts.Regularization;
        scaling = parts.Scaling;
        scope = new StepScope(optimizer.ParamGroups.First().LearningRate, parts.SharedRate, parts.Gain);
        Clock = parts.Clock ?? new PhaseClock([.. Model.Tasks.Select(t => t.Name)], Parameters.Values.device);
        taskWeights = torch.tensor(Model.Tasks.Select(t => (float)t.Weight).ToArray(), device: Parameters.Values.device).DetachFromDisposeScope();
        weightOfTask = [.. taskWeights.unbind().Select(weight => weight.DetachFromDisposeScope())];
    }

    /// <summary>Batches that one step consumes.</summary>
    public virtual int Batches => 1;

    /// <summary>
    /// Gradients of the shared parameters that the step holds at once beside the flat gradient: rows of the Jacobian, and copies
    /// that the method makes of it.
    /// </summary>
    public virtual int GradientRows => 0;

    /// <summary>Whether the next steps measure the gradients, which changes nothing else.</summary>
    public bool Diagnoses { get; set; }

    /// <summary>The one task that learns in the next steps: hooks of others are not called. All if null.</summary>
    public int? Only { get; set; }

    /// <summary>The model, in training mode.</summary>
    protected MultiTaskModel Model { get; }

    /// <summary>Its flat parameters.</summary>
    protected FlatParameters Parameters { get; }

    /// <summary>Who computes; the model alone, if nobody else.</summary>
    private protected ReplicaTeam Replicas { get; }

    /// <summary>Is told what the time goes to.</summary>
    protected PhaseClock Clock { get; }

    /// <summary>The balancing method.</summary>
    protected abstract IBalancingMethod Method { get; }

    /// <summary>The step that a method needs.</summary>
    /// <param name="parts">What all kinds of steps need.</param>
    /// <param name="method">The balancing method.</param>
    /// <param name="source">Whose gradients the method looks at, if it looks at gradients.</param>
    /// <exception cref="InvalidOptionException">A task looks behind the features, and the method does not.</exception>
    public static TrainingStep For(StepParts parts, IBalancingMethod method, GradientSource source = GradientSource.Shared)
    {
        var tasks = parts.Model.Tasks;
        if (source == GradientSource.Representation && tasks.FirstOrDefault(t => t.LooksBehindFeatures) is { } behind)
        {
            throw new InvalidOptionException("gradients", $"the loss of '{behind.Name}' reads more of the shared part than its features, so gradients of the features do not tell all. Use \"shared\".");
        }

        // It weighs what comes back to the cut; what a loss adds to shared parameters beside the cut would count in full.
        if (method is ICrossGramianWeighting && tasks.FirstOrDefault(t => t.ReadsSharedParameters) is { } reader)
        {
            throw new InvalidOptionException("", $"the loss of '{reader.Name}' reads parameters of the shared part by itself, which this method cannot weigh. Use another one, or an autoencoder with free weights and a penalty on the code alone.");
        }

        return Make(parts, method, source);
    }

    private static TrainingStep Make(StepParts parts, IBalancingMethod method, GradientSource source) => method switch
    {
        ILossWeighting weighting => new LossWeightingStep(parts, weighting),
        ICrossGramianWeighting weighting => new CrossGramianStep(parts, weighting),
        IGramianWeighting or IGradientAggregation => new GradientStep(parts, method, source),
        _ => throw new ArgumentException($"{method.GetType().Name} says by no interface what it works on.", nameof(method)),
    };

    /// <summary>Trains on the batches of one step. Nothing moves where none of those who learn has a label. The caller keeps a dispose scope around it.</summary>
    /// <param name="batches">As many as <see cref="Batches"/>.</param>
    public StepResult Run(params IReadOnlyList<Batch> batches)
    {
        Clock.Enter(Phase.Optimizer);
        Replicas.BeginStep();
        if (regularization is not null)
        {
            Clock.Enter(Phase.Data);
            batches = regularization.Mixed(batches);
        }

        using var before = scaling is null ? null : MethodMemory.Of(Method);
        var result = regularization?.Ascent is { } ascent ? BackwardUphill(ascent, batches) : Gradients(batches);
        if (Only is { } task ? result.Present.Contains(task) : result.Present.Count > 0)
        {
            Clock.Enter(Phase.Optimizer);
            var isGood = scaling is null || Parameters.GradientIsFinite();
            scaling?.Note(isGood);
            if (isGood)
            {
                Move(batches);
            }
            else
            {
                before?.Restore();
                result = result with { Weights = null, Diagnostics = null, IsSkipped = true };
            }
        }

        Clock.Enter(Phase.Other);
        return result;
    }

    /// <summary>Fills the flat gradient with that of the losses as they are: scaled ones are what is back-propagated.</summary>
    private StepResult Gradients(IReadOnlyList<Batch> batches)
    {
        Replicas.Scale = scaling?.State.Factor ?? 1;
        var result = Backward(batches);
        if (Replicas.Scale != 1)
        {
            Parameters.Gradient.mul_(1 / Replicas.Scale);
        }

        return result;
    }

    /// <summary>The optimizer's step, and what goes with it.</summary>
    private void Move(IReadOnlyList<Batch> batches)
    {
        if (regularization is not null)
        {
            Clock.Enter(Phase.Optimizer);
            scope = scope with { Only = Only is { } only ? Model.Tasks[only].Name : null };
            regularization.AddGradients(scope);
        }

        Notify((hook, pass) => hook.BeforeStep(pass));
        if (clipNorm is { } limit)
        {
            Clock.Enter(Phase.Clipping);
            Parameters.ClipGradient(limit);
        }

        Clock.Enter(Phase.Optimizer);
        regularization?.Decay(scope);
        optimizer.step();
        regularization?.Project(scope);
        Notify((hook, pass) => hook.AfterStep(pass, memory));
        if (Method is IRevisitsLosses method)
        {
            Clock.Enter(Phase.Balancing);
            var losses = LossesAfter(batches[^1]);
            method.Revisit(losses.Present.Of(Scaled(losses.Values)));
        }
    }

    /// <summary>Sets the learning rate of the next steps.</summary>
    /// <param name="rate">The rate, to be multiplied with the factor of each part of the parameters.</param>
    public void SetLearningRate(double rate)
    {
        foreach (var (i, group) in optimizer.ParamGroups.Index())
        {
            group.LearningRate = rate * rateFactors[i];
        }

        scope = scope with { Rate = rate };
    }

    /// <summary>Disposes of what belongs to the step alone.</summary>
    public virtual void Dispose()
    {
        taskWeights.Dispose();
        foreach (var weight in weightOfTask)
        {
            weight.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Fills the flat gradient, which is zero, with that of the losses times <see cref="ReplicaTeam.Scale"/>.</summary>
    protected abstract StepResult Backward(IReadOnlyList<Batch> batches);

    /// <summary>Forward up to the tasks' losses, in shards.</summary>
    private protected BatchLosses Losses(Shard[] shards, bool cut = false)
    {
        Clock.Enter(Phase.Forward);
        Replicas.Run(shards, shard =>
        {
            if (cut)
            {
                shard.ForwardCut();
            }
            else
            {
                shard.Forward();
            }
        });
        SawLast(shards);
        return new BatchLosses(shards);
    }

    /// <summary>Remembers the passes that the step learns from: hooks of the tasks are shown them.</summary>
    private protected void SawLast(Shard[] shards) => latest = shards;

    /// <summary>The penalty of the features of a shard, which belongs to no task: one scalar, or none.</summary>
    /// <param name="shard">The shard; its forward pass is done.</param>
    /// <param name="first">Number of the task whose features come first.</param>
    private protected IEnumerable<torch.Tensor> PenaltyOf(Shard shard, int first = 0)
    {
        if (regularization is null)
        {
            return [];
        }

        var representations = shard.Cut?.Representations ?? [.. shard.Passes.Skip(first).TakeWhile(pass => pass is not null).Select(pass => pass.Representation!)];
        return regularization.OfFeatures(representations, first) is { requires_grad: true } penalty ? [penalty] : [];
    }

    /// <summary>Tells the method who is present. Gives false where nobody is, and the method is not asked.</summary>
    private protected bool Attend(PresentTasks present)
    {
        (Method as ITellsTasksApart)?.Attend(present);
        return present.Count > 0;
    }

    /// <summary>What each task's loss counts in a shard when its head is back-propagated: its constant weight, times a scale where a method has some, times the shard's part, times the scale of all losses.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="scales">Factors of the losses [T]; 1 if null.</param>
    private protected torch.Tensor[] FactorsOf(Shard shard, torch.Tensor? scales = null) =>
        scales is null && shard.IsWhole && shard.Scale == 1 ? shard.Fitting(weightOfTask) : shard.Each(scales is null ? taskWeights : taskWeights * scales);

    /// <summary>Fills the flat gradient with what it is uphill of the parameters; losses and measurements are those at the parameters.</summary>
    private StepResult BackwardUphill(IAscent ascent, IReadOnlyList<Batch> batches)
    {
        var here = Gradients(batches);
        if (here.Present.Count == 0 || (scaling is not null && !Parameters.GradientIsFinite()))
        {
            return here;
        }

        Clock.Enter(Phase.Optimizer);
        using var values = Parameters.Values.detach();
        using var start = values.clone();
        using (var offset = ascent.Offset(values, Parameters.Gradient))
        {
            values.add_(offset);
        }

        Replicas.BeginStep();
        Diagnoses = false;
        var uphill = Gradients(batches);
        values.copy_(start);
        return uphill with { Losses = here.Losses, Diagnostics = here.Diagnostics };
    }

    /// <summary>Calls the hooks of the tasks that have some.</summary>
    private void Notify(Action<IStepHook, TaskPass> call)
    {
        for (var i = 0; i < Model.Tasks.Count; i++)
        {
            if (Model.Tasks[i] is IStepHook hook && (Only ?? i) == i)
            {
                using var frozen = torch.no_grad();
                call(hook, JoinedPass(i));
            }
        }
    }

    /// <summary>Losses [T] times the tasks' own constant weights: what is balanced.</summary>
    protected torch.Tensor Scaled(torch.Tensor losses) => losses * taskWeights;

    /// <summary>What is to be known of the tasks' gradients [T, D], if this step measures.</summary>
    private protected GradientDiagnostics? Measured(torch.Tensor? rows, PresentTasks present)
    {
        if (!Diagnoses || present.Count == 0)
        {
            return null;
        }

        Clock.Enter(Phase.Diagnostics);
        return GradientDiagnostics.Of(rows!, present);
    }

    /// <summary>The losses that the moved parameters have.</summary>
    private BatchLosses LossesAfter(Batch batch)
    {
        var shards = Replicas.Divide(batch);
        Replicas.Run(shards, shard =>
        {
            using var frozen = torch.no_grad();
            shard.Replica.Fetch();
            shard.Forward();
        });
        return new BatchLosses(shards);
    }

    /// <summary>What a task saw of the batch that the step learns from, with the model's own head.</summary>
    private TaskPass JoinedPass(int task) => TaskPass.Join([.. latest.Select(shard => shard.Passes[task])]);
}
