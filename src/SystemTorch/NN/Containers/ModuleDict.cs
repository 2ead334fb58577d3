using System.Collections;

namespace TorchSharp.Modules;

/// <summary>
/// Modules by name, in the order added. As in TorchSharp, they become visible as children when an owner registers the
/// dictionary, and those added later do not.
/// </summary>
public class ModuleDict<T> : nn.Module, IEnumerable<(string, T)> where T : nn.Module
{
    private readonly OrderedDictionary<string, T> modulesByName = [];
    private bool registered;

    public ModuleDict() : base("ModuleDict")
    {
    }

    public int Count => modulesByName.Count;

    public ICollection<string> Keys => modulesByName.Keys;

    public ICollection<T> Values => modulesByName.Values;

    public T this[string key]
    {
        get => modulesByName[key];
        set => modulesByName[key] = value;
    }

    public (string, T) this[int index]
    {
        get => (modulesByName.GetAt(index).Key, modulesByName.GetAt(index).Value);
        set
        {
            modulesByName.RemoveAt(index);
            modulesByName.Insert(index, value.Item1, value.Item2);
        }
    }

    public bool ContainsKey(string key) => modulesByName.ContainsKey(key);

    public bool TryGetValue(string key, out T value) => modulesByName.TryGetValue(key, out value);

    public void Add(string key, T value) => modulesByName.Add(key, value);

    public void Add((string, T) item) => Add(item.Item1, item.Item2);

    public bool Remove(string key) => modulesByName.Remove(key);

    public void Clear() => modulesByName.Clear();

    public void clear() => Clear();

    public IEnumerable<string> keys() => modulesByName.Keys;

    public IEnumerable<T> values() => modulesByName.Values;

    public IEnumerator<(string, T)> items() => GetEnumerator();

    public IEnumerator<(string, T)> GetEnumerator() => modulesByName.Select(entry => (entry.Key, entry.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void RegisterComponents()
    {
        if (registered)
            return;
        registered = true;
        foreach (var (key, module) in modulesByName)
            register_module(key, module);
    }
}
