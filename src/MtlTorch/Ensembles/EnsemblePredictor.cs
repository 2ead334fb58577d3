using MtlTorch.Data;
using MtlTorch.Ensembles.Combining;
using MtlTorch.Tasks;
using static TorchSharp.torch;

namespace MtlTorch.Ensembles;

/// <summary>Several models that predict together.</summary>
public sealed class EnsemblePredictor : IPredictor
{
    private readonly IReadOnlyList<MultiTaskModel> members;
    private readonly IReadOnlyList<int> voices;
    private readonly IReadOnlyDictionary<string, Combination> combinations;

    /// <param name="members">The models, of the same tasks; they are put into evaluation mode, and disposed of with this object.</param>
    /// <param name="voices">
    /// For each member the voice that it belongs to, from 0. Members of one voice (those of one cross-validation) are averaged before what was fitted combines
    /// the voices; what was not fitted combines the members.
    /// </param>
    /// <param name="combinations">How each task's predictions are combined. Tasks that are not named are left out.</param>
    public EnsemblePredictor(IReadOnlyList<MultiTaskModel> members, IReadOnlyList<int> voices, IReadOnlyDictionary<string, Combination> combinations)
    {
        (this.members, this.voices, this.combinations) = (members, voices, combinations);
        Tasks = [.. members[0].Tasks.Where(t => combinations.ContainsKey(t.Name))];
        foreach (var member in members)
        {
            member.eval();
        }
    }

    /// <summary>Whether predictions of a task can be combined: classes and numbers can; what a task makes up by itself, such as clusters, has other meanings in each member.</summary>
    public static bool CanCombine(LearningTask task) => task is Classification or Regression;

    /// <inheritdoc/>
    public IReadOnlyList<LearningTask> Tasks { get; }

    /// <summary>The models.</summary>
    public IReadOnlyList<MultiTaskModel> Members => members;

    /// <summary>
    /// Inputs [B, ...] to what the members predict for each task: log-probabilities [M, B, K] or numbers [M, B, W], Float64. The caller keeps a dispose
    /// scope around it.
    /// </summary>
    public Tensor[] PredictEach(Tensor inputs)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var predictions = members.Select(m => m.Tasks.Select(t => t.Name).Zip(m.call(inputs)).ToDictionary(p => p.First, p => p.Second)).ToList();
        return [.. Tasks.Select(task =>
        {
            var each = stack(predictions.Select(p => p[task.Name].to(float64)));
            return (task is Classification ? each.log_softmax(-1) : each).MoveToOuterDisposeScope();
        })];
    }

    /// <summary>What <see cref="PredictEach"/> gave, combined; in single precision.</summary>
    public Tensor[] Combine(IReadOnlyList<Tensor> each)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        return [.. Tasks.Select((task, i) =>
        {
            var (combination, classes) = (combinations[task.Name], task is Classification);
            var heard = Combination.IsFitted(combination.Kind) ? Voices(classes, each[i], voices) : each[i];
            return combination.Of(classes, heard).to(float32).MoveToOuterDisposeScope();
        })];
    }

    /// <inheritdoc/>
    public Tensor[] Predict(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        return [.. Combine(PredictEach(inputs)).Select(p => p.MoveToOuterDisposeScope())];
    }

    /// <summary>What each task sees of a pass. The loss of numbers is counted in the scale of the first member.</summary>
    public TaskPass[] Pass(Batch batch) =>
        [.. Tasks.Zip(Predict(batch.Inputs), (task, prediction) => new TaskPass(HeadOf(task), null, prediction))];

    /// <summary>The first member's head of a task.</summary>
    public MtlTorch.Modules.Heads.Head HeadOf(LearningTask task) => members[0].Heads[members[0].Tasks.ToList().FindIndex(t => t.Name == task.Name)];

    /// <summary>Disposes of the members.</summary>
    public void Dispose()
    {
        foreach (var member in members)
        {
            member.Dispose();
        }
    }

    /// <summary>The mean prediction of the members of each voice: [M, B, K] to [V, B, K].</summary>
    public static Tensor Voices(bool classes, Tensor each, IReadOnlyList<int> voices)
    {
        var groups = voices.Index().GroupBy(v => v.Item, v => (long)v.Index).OrderBy(g => g.Key).ToList();
        return groups.All(g => g.Count() == 1)
            ? each
            : stack(groups.Select(g => LinearPool.Uniform(g.Count()).Of(classes, each.index_select(0, tensor(g.ToArray(), int64, each.device)))));
    }
}
