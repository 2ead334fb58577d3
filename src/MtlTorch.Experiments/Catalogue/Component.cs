namespace MtlTorch.Experiments.Catalogue;

/// <summary>One entry of the catalogue.</summary>
/// <param name="Kind">Its name in configurations, the value of "kind".</param>
/// <param name="Options">The record that holds its options and makes it.</param>
public sealed record Component(string Kind, Type Options);

/// <summary>Components that can take each other's place.</summary>
/// <param name="name">Name of the group, for the command line.</param>
/// <param name="noun">One of its components, for sentences.</param>
/// <param name="title">What is in it, for headings.</param>
/// <param name="path">Where a configuration chooses one of them.</param>
/// <param name="baseType">What their options have in common.</param>
public abstract class ComponentGroup(string name, string noun, string title, string path, Type baseType)
{
    /// <summary>Name of the group, for the command line.</summary>
    public string Name { get; } = name;

    /// <summary>One of its components, for sentences: "data set".</summary>
    public string Noun { get; } = noun;

    /// <summary>The noun with its article: "an optimizer".</summary>
    public string Article => $"{("aeiou".Contains(Noun[0], StringComparison.Ordinal) ? "an" : "a")} {Noun}";

    /// <summary>What is in it, for headings.</summary>
    public string Title { get; } = title;

    /// <summary>Where a configuration chooses one of them, for example "$.model.trunk".</summary>
    public string Path { get; } = path;

    /// <summary>What their options have in common.</summary>
    public Type BaseType { get; } = baseType;

    /// <summary>The components, by kind.</summary>
    public abstract IReadOnlyList<Component> Components { get; }

    /// <summary>The component of a kind, or null.</summary>
    public Component? Find(string kind) => Components.FirstOrDefault(c => c.Kind == kind);

    /// <summary>The kind of a record of options.</summary>
    public string KindOf(object options) => Components.First(c => c.Options == options.GetType()).Kind;
}

/// <summary>A group whose entries the compiler checks.</summary>
/// <typeparam name="TOptions">What the options have in common.</typeparam>
/// <param name="name">Name of the group, for the command line.</param>
/// <param name="noun">One of its components, for sentences.</param>
/// <param name="title">What is in it, for headings.</param>
/// <param name="path">Where a configuration chooses one of them.</param>
public sealed class ComponentGroup<TOptions>(string name, string noun, string title, string path)
    : ComponentGroup(name, noun, title, path, typeof(TOptions))
    where TOptions : class
{
    private readonly List<Component> components = [];

    /// <inheritdoc/>
    public override IReadOnlyList<Component> Components => components;

    /// <summary>Adds an entry.</summary>
    /// <typeparam name="T">Its options.</typeparam>
    /// <param name="kind">Its name in configurations.</param>
    public ComponentGroup<TOptions> Add<T>(string kind)
        where T : TOptions
    {
        components.Add(new Component(kind, typeof(T)));
        return this;
    }
}
