namespace TorchSharp.Modules;

/// <summary>Modules applied one after the other.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<(string Name, nn.IModule<Tensor, Tensor> Module)> steps = [];

    internal Sequential(IEnumerable<(string Name, nn.IModule<Tensor, Tensor> Module)> modules) : base(nameof(Sequential))
    {
        foreach (var (stepName, module) in modules)
            append(stepName, module);
    }

    protected Sequential(params (string, nn.Module<Tensor, Tensor>)[] modules)
        : this(modules.Select(m => (m.Item1, (nn.IModule<Tensor, Tensor>)m.Item2)))
    {
    }

    protected Sequential(params nn.Module<Tensor, Tensor>[] modules) : this(Numbered(modules))
    {
    }

    public int Count => steps.Count;

    [IndexerName("SequentialItems")]
    public nn.IModule<Tensor, Tensor> this[int index] => steps[index].Module;

    /// <summary>Some of the modules, shared with this one.</summary>
    [IndexerName("SequentialItems")]
    public Sequential this[(int?, int?) index] => new(steps[(index.Item1 ?? 0)..(index.Item2 ?? steps.Count)]);

    /// <summary>Some of the modules, shared with this one.</summary>
    [IndexerName("SequentialItems")]
    public Sequential this[Range index] => new(steps[index]);

    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        register_module(name, (nn.Module)module);
        steps.Add((name, module));
        return this;
    }

    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(NameOf(steps.Count), module);

    /// <summary>
    /// What one module made and the next one used is disposed of at once. As in TorchSharp this goes by position: a module
    /// that returns the very object it was given has it disposed of under the caller's hands; return an alias.
    /// </summary>
    public override Tensor forward(Tensor tensor)
    {
        if (steps.Count == 0)
            return tensor.alias();
        var current = steps[0].Module.call(tensor);
        foreach (var (_, module) in steps.Skip(1))
        {
            var next = module.call(current);
            current.Dispose();
            current = next;
        }
        return current;
    }

    /// <summary>Names modules by their positions.</summary>
    internal static IEnumerable<(string, nn.IModule<Tensor, Tensor>)> Numbered(IEnumerable<nn.Module<Tensor, Tensor>> modules)
        => modules.Select((module, i) => (NameOf(i), (nn.IModule<Tensor, Tensor>)module));

    private static string NameOf(int position) => position.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
