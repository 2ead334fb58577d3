using MtlTorch.Data;
using MtlTorch.Modules;
using MtlTorch.Regularizers;
using MtlTorch.Tasks;
using MtlTorch.Tensors;

namespace MtlTorch.Training.Regularizing;

/// <summary>The regularizers of a training, each called where its interfaces say that it belongs in a step.</summary>
public sealed class Regularization : IDisposable
{
    private readonly ModelWeights weights;
    private readonly MultiTaskModel model;
    private readonly IReadOnlyList<(string Name, IRegularizer Regularizer)> all;
    private readonly IReadOnlyList<IGradientPenalty> gradients;
    private readonly IReadOnlyList<IDecay> decays;
    private readonly IReadOnlyList<IProximalStep> proximalSteps;
    private readonly IReadOnlyList<IBatchMixer> mixers;
    private readonly FeaturePenalties features;

    /// <summary>Makes the regularizers, and lets the model ask those that change its features.</summary>
    /// <param name="options">The regularizers, in the order in which they act.</param>
    /// <param name="model">The model.</param>
    /// <param name="parameters">Its flat parameters.</param>
    /// <param name="randomness">The random numbers of the run.</param>
    /// <param name="rowsOf">Training rows with a label of a task; all training rows for null.</param>
    /// <exception cref="InvalidOptionException">One does not fit the model; the option begins with its number, "[0].on".</exception>
    public Regularization(
        IReadOnlyList<RegularizerOptions> options, MultiTaskModel model, FlatParameters parameters, Randomness randomness, Func<string?, long> rowsOf)
    {
        this.model = model;
        weights = new ModelWeights(model, parameters);
        var context = new RegularizerContext(weights.All, [.. model.Tasks.Select(t => t.Name)], rowsOf, randomness);
        all = Named([.. options.Select((o, i) => Made(o, i, context))]);
        gradients = [.. Those<IGradientPenalty>()];
        decays = [.. Those<IDecay>()];
        proximalSteps = [.. Those<IProximalStep>()];
        mixers = [.. Those<IBatchMixer>()];
        features = new FeaturePenalties([.. all.Where(r => r.Regularizer is IFeaturePenalty).Select(r => (r.Name, (IFeaturePenalty)r.Regularizer))], [.. model.Tasks.Select(t => t.Name)]);
        Ascent = Those<IAscent>().FirstOrDefault();
        Memory = RegularizationMemory.Of([.. all.Select(r => (r.Name, r.Regularizer as IStateful)), ("features", features.IsEmpty ? null : features)]);
        model.FeatureNoise = [.. Those<IFeatureNoise>()];
    }

    /// <summary>What takes the gradient elsewhere; null for nothing.</summary>
    public IAscent? Ascent { get; }

    /// <summary>What the regularizers remember from step to step, for checkpoints; null for nothing.</summary>
    public IStateful? Memory { get; }

    /// <summary>The regularizers, in their order.</summary>
    public IReadOnlyList<IRegularizer> Regularizers => [.. all.Select(r => r.Regularizer)];

    /// <summary>The batches, mixed if they are to be.</summary>
    public IReadOnlyList<Batch> Mixed(IReadOnlyList<Batch> batches) => mixers.Count == 0 ? batches : [.. batches.Select(Mixed)];

    /// <summary>The penalty of the features of a pass, a scalar; null where there is none.</summary>
    /// <param name="representations">What the tasks' heads get.</param>
    /// <param name="first">Number of the task whose features come first.</param>
    public torch.Tensor? OfFeatures(IReadOnlyList<Representation> representations, int first = 0) => features.Of(representations, first);

    /// <summary>Adds the gradients of the penalties.</summary>
    public void AddGradients(StepScope scope)
    {
        foreach (var penalty in gradients)
        {
            penalty.AddGradient(scope);
        }
    }

    /// <summary>What happens right before the optimizer's step.</summary>
    public void Decay(StepScope scope)
    {
        foreach (var decay in decays)
        {
            decay.Decay(scope);
        }
    }

    /// <summary>What happens after the optimizer's step.</summary>
    public void Project(StepScope scope)
    {
        foreach (var step in proximalSteps)
        {
            step.Apply(scope);
        }
    }

    /// <summary>The penalties by name: of the parameters as they are, of the features in the last step. Waits for the device.</summary>
    public IReadOnlyDictionary<string, double> Penalties()
    {
        using var scope = torch.NewDisposeScope();
        var ofParameters = all.Where(r => r.Regularizer is IPenalty).Select(r => KeyValuePair.Create(r.Name, ((IPenalty)r.Regularizer).Value().to(torch.float64).item<double>()));
        return ofParameters.Concat(features.Last()).ToDictionary();
    }

    /// <summary>Disposes of the regularizers; the model asks them no more.</summary>
    public void Dispose()
    {
        model.FeatureNoise = [];
        foreach (var disposable in all.Select(r => r.Regularizer).OfType<IDisposable>())
        {
            disposable.Dispose();
        }

        features.Dispose();
        weights.Dispose();
    }

    private static IRegularizer Made(RegularizerOptions options, int index, RegularizerContext context)
    {
        try
        {
            return options.Build(context);
        }
        catch (InvalidOptionException e)
        {
            throw new InvalidOptionException(e.Option.Length == 0 ? $"[{index}]" : $"[{index}].{e.Option}", e.Problem);
        }
    }

    /// <summary>Names that occur again get a number.</summary>
    private static IReadOnlyList<(string Name, IRegularizer Regularizer)> Named(IReadOnlyList<IRegularizer> made) =>
    [
        .. made.Select((r, i) => made.Take(i).Count(other => other.Name == r.Name) is > 0 and var before ? ($"{r.Name}#{before + 1}", r) : (r.Name, r)),
    ];

    private IEnumerable<T> Those<T>() => all.Select(r => r.Regularizer).OfType<T>();

    private static Dictionary<string, torch.Tensor> Picked(IReadOnlyDictionary<string, torch.Tensor> columns, torch.Tensor rows) =>
        columns.ToDictionary(c => c.Key, c => c.Value.index_select(0, rows));

    private Batch Mixed(Batch batch)
    {
        var (share, partners) = mixers[0].Draw(batch.Rows);
        var rows = partners.to(batch.Inputs.device);
        var inputs = (batch.Inputs * share) + (batch.Inputs.index_select(0, rows) * (1 - share));
        var partner = batch with { Inputs = inputs, Targets = Picked(batch.Targets, rows), Made = Picked(batch.Made, rows) };
        return batch with { Inputs = inputs, Mixture = new BatchMixture(share, partner) };
    }
}
