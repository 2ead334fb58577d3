using MtlTorch.Modules.Heads;
using MtlTorch.Modules.Sharing;
using static TorchSharp.torch;

namespace MtlTorch.Tasks;

/// <summary>The whole network: what the tasks share, and a head for each of them.</summary>
public sealed class MultiTaskModel : nn.Module<Tensor, Tensor[]>
{
    /// <summary>Name of the group of shared parameters; no task may be called so.</summary>
    public const string SharedGroup = "shared";

    private readonly SharingArchitecture shared;
    private readonly HeadSet heads;

    /// <param name="shared">What the tasks share.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="heads">The head of each task, in the same order.</param>
    /// <exception cref="ArgumentException">A task's name could not name its parameters.</exception>
    public MultiTaskModel(SharingArchitecture shared, IReadOnlyList<LearningTask> tasks, IReadOnlyList<Head> heads)
        : base(nameof(MultiTaskModel))
    {
        CheckNames([.. tasks.Select(t => t.Name)]);
        Tasks = tasks;
        this.shared = shared;
        this.heads = new HeadSet([.. tasks.Select(t => t.Name)], heads);
        RegisterComponents();
    }

    /// <summary>The tasks, in the order of the predictions.</summary>
    public IReadOnlyList<LearningTask> Tasks { get; }

    /// <summary>The head of each task.</summary>
    public IReadOnlyList<Head> Heads => heads.Members;

    /// <summary>The parts whose parameters lie together: the shared part, then each task's head.</summary>
    public IEnumerable<(string Name, nn.Module Module)> Groups =>
        Tasks.Select((task, i) => (task.Name, (nn.Module)Heads[i])).Prepend((SharedGroup, shared));

    /// <summary>Inputs [B, ...] to one prediction [B, outputs] per task.</summary>
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

    /// <summary>Inputs [B, ...] to the features that each task's head gets; the same object for tasks that share them.</summary>
    public Tensor[] Represent(Tensor input) => shared.call(input);

    /// <summary>Features of each task to its predictions [B, outputs].</summary>
    public Tensor[] Predict(IReadOnlyList<Tensor> features) => [.. Heads.Select((head, i) => head.call(features[i]))];

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
