using MtlTorch.Modules;
using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using MtlTorch.Regularizers;
using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>The whole network: what the tasks share, and a head for each of them.</summary>
public sealed class MultiTaskModel : nn.Module<Tensor, Tensor[]>
{
    /// <summary>Name of the group of shared parameters; no task may be called so.</summary>
    public const string SharedGroup = "shared";

    private readonly SharingArchitecture shared;
    private readonly HeadSet heads;
    private readonly List<nn.Module> frozen = [];

    /// <param name="shared">What the tasks share.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="heads">The head of each task, in the same order.</param>
    /// <exception cref="ArgumentException">A task's name could not name its parameters.</exception>
    /// <exception cref="InvalidOptionException">A task needs the head of another one that is not there.</exception>
    public MultiTaskModel(SharingArchitecture shared, IReadOnlyList<LearningTask> tasks, IReadOnlyList<Head> heads)
        : base(nameof(MultiTaskModel))
    {
        CheckNames([.. tasks.Select(t => t.Name)]);
        Tasks = tasks;
        this.shared = shared;
        this.heads = new HeadSet([.. tasks.Select(t => t.Name)], heads);
        RegisterComponents();
        foreach (var (task, head) in tasks.Zip(heads))
        {
            if (task is IBorrowsHead borrower && borrower.Lender(tasks) is var lender)
            {
                borrower.Borrow(head, lender, heads[tasks.ToList().IndexOf(lender)]);
            }
        }
    }

    /// <summary>The tasks, in the order of the predictions.</summary>
    public IReadOnlyList<LearningTask> Tasks { get; }

    /// <summary>The head of each task.</summary>
    public IReadOnlyList<Head> Heads => heads.Members;

    /// <summary>What changes the features in training, before the heads get them, in this order.</summary>
    public IReadOnlyList<IFeatureNoise> FeatureNoise { get; set; } = [];

    /// <summary>The parts whose parameters lie together: the shared part, then each task's head.</summary>
    public IEnumerable<(string Name, nn.Module Module)> Groups =>
        Tasks.Select((task, i) => (task.Name, (nn.Module)Heads[i])).Prepend((SharedGroup, shared));

    /// <summary>Inputs [B, ...] to one prediction [B, ...] per task.</summary>
    public override Tensor[] forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var predictions = Predict(Represent(input));
        foreach (var prediction in predictions)
        {
            prediction.MoveToOuterDisposeScope();
        }

        return predictions;
    }

    /// <summary>Inputs [B, ...] to what each task's head gets; the same object for tasks that share it. Heads may want inputs of their own.</summary>
    public Representation[] Represent(Tensor input)
    {
        var representations = shared.call(input);
        for (var i = 0; i < representations.Length; i++)
        {
            var own = Heads[i].InputsOf(input);
            representations[i] = ReferenceEquals(own, input) ? representations[i] : shared.call(own)[i];
        }

        return training && FeatureNoise.Count > 0 ? Noisy(representations) : representations;
    }

    /// <summary>What each task's head got to its predictions [B, ...].</summary>
    public Tensor[] Predict(IReadOnlyList<Representation> representations) => [.. Heads.Select((head, i) => head.Predict(representations[i]))];

    /// <summary>Inputs [B, ...] to all that each task sees of the pass. Nothing is disposed of: the caller keeps a dispose scope around it.</summary>
    public TaskPass[] Pass(Tensor input)
    {
        var representations = Represent(input);
        return Passes(representations, Predict(representations));
    }

    /// <summary>What each task sees of a pass.</summary>
    public TaskPass[] Passes(IReadOnlyList<Representation> representations, IReadOnlyList<Tensor> predictions) =>
        [.. Heads.Select((head, i) => new TaskPass(head, representations[i], predictions[i]))];

    /// <summary>Keeps parts of the model as they are: their parameters take no gradient, and their modules stay in evaluation mode.</summary>
    /// <param name="names">Names of parameters or modules, or beginnings of such names up to a dot.</param>
    /// <exception cref="InvalidOptionException">There is nothing of a name, or nothing would be left to learn.</exception>
    public void Freeze(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var parameters = named_parameters().Where(p => IsPartOf(p.name, name)).ToList();
            if (parameters.Count == 0)
            {
                var known = named_parameters().Select(p => p.name).Order(StringComparer.Ordinal);
                throw new InvalidOptionException("frozen", $"no parameter's name is or begins with '{name}'; there are {string.Join(", ", known)}.");
            }

            parameters.ForEach(p => p.parameter.requires_grad = false);
            frozen.AddRange(named_modules().Where(m => IsPartOf(m.name, name)).Select(m => m.module));
        }

        if (!parameters().Any(p => p.requires_grad))
        {
            throw new InvalidOptionException("frozen", "all parameters are frozen; leave something to learn.");
        }

        train(training);
    }

    /// <summary>Sets training or evaluation mode. Frozen modules are always in evaluation mode.</summary>
    public override void train(bool train = true)
    {
        base.train(train);
        frozen.ForEach(module => module.eval());
    }

    /// <summary>With features changed; representations that were the same object stay so if their features are.</summary>
    private Representation[] Noisy(Representation[] representations)
    {
        var features = FeatureNoise.Aggregate((IReadOnlyList<Tensor>)[.. representations.Select(r => r.Features)], (f, noise) => noise.Change(f));
        var made = new Dictionary<Tensor, Representation>(ReferenceEqualityComparer.Instance);
        return [.. representations.Select((r, i) => made.TryGetValue(features[i], out var same) ? same : made[features[i]] = r with { Features = features[i] })];
    }

    private static bool IsPartOf(string name, string prefix) => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal);

    private static void CheckNames(List<string> names)
    {
        foreach (var (i, name) in names.Index())
        {
            if (name.Length == 0 || name.Contains('.') || name == SharedGroup || names.IndexOf(name) < i)
            {
                throw new ArgumentException($"No task can be called '{name}': names differ, are not empty and have no dot, and '{SharedGroup}' is taken.");
            }
        }
    }

    /// <summary>The heads, registered under the names of their tasks. (A ModuleDict in a module cannot be moved to a GPU.)</summary>
    private sealed class HeadSet : nn.Module
    {
        public HeadSet(IReadOnlyList<string> names, IReadOnlyList<Head> members)
            : base(nameof(HeadSet))
        {
            Members = members;
            for (var i = 0; i < members.Count; i++)
            {
                register_module(names[i], members[i]);
            }
        }

        public IReadOnlyList<Head> Members { get; }
    }
}
