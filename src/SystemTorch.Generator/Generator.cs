namespace SystemTorch.Generator;

/// <summary>Joins genuine signatures, the map's lines and LibTorch's operators to members.</summary>
internal sealed class Generator(
    IReadOnlyList<Signature> signatures, ILookup<string, Schema> schemas,
    (IReadOnlyList<Rule> Rules, IReadOnlyList<string> HandWritten) map)
{
    private readonly Dictionary<string, List<(Signature Member, string Text)>> classes = [];
    private readonly Dictionary<string, Schema> operators = [];
    private readonly HashSet<Rule> useful = [];
    private readonly List<string> problems = [];
    private int wrappers;
    private int bodies;

    public Generation Run()
    {
        var rules = map.Rules.ToLookup(rule => (rule.Class, rule.Name));
        foreach (var member in signatures.Where(s => !s.Extension))
            Cover(member, rules[(member.Class, member.Name)].Where(rule => rule.Holds(member)));
        foreach (var name in map.HandWritten)
            UseByHand(name);
        foreach (var rule in map.Rules.Where(rule => !useful.Contains(rule)))
            problems.Add($"no member that a line of the map fits: [{rule.Class}] {rule.Text}");
        var files = classes.ToDictionary(c => $"{c.Key}.g.cs", c => FileEmission.Class(c.Key, c.Value));
        files["Operators.g.cs"] = FileEmission.Operators(operators.Values);
        return new Generation(
            files,
            operators.Values,
            problems,
            $"{wrappers} members from {operators.Count} operators, {bodies} members with a written body");
    }

    /// <summary>Writes a member by the first line that holds and leads to an operator.</summary>
    private void Cover(Signature member, IEnumerable<Rule> rules)
    {
        var indent = FileEmission.Indent(member.Class.Split('.').Length);
        foreach (var rule in rules)
        {
            if (rule.LeavesOut)
            {
                useful.Add(rule);
                return;
            }
            if (rule.Body is not null)
            {
                bodies++;
                Add(rule, member, MemberEmission.Written(member, rule.Body, indent));
                return;
            }
            if (BindingOf(member, rule) is not { } binding)
                continue;
            wrappers++;
            operators[binding.Schema.Field] = binding.Schema;
            Add(rule, member, MemberEmission.Wrapper(binding, indent));
            return;
        }
    }

    private Binding? BindingOf(Signature member, Rule rule)
    {
        if (Binding.Find(member, rule, schemas[rule.Operator!]) is not { } binding)
            return null;
        if (rule.Arguments is null)
            return binding;
        foreach (var name in Binding.Forgotten(member, rule.Arguments))
            problems.Add($"the line '{rule.Text}' forgets the parameter '{name}' of {member.Text}");
        return binding;
    }

    private void Add(Rule rule, Signature member, string text)
    {
        useful.Add(rule);
        if (!classes.TryGetValue(member.Class, out var members))
            classes[member.Class] = members = [];
        members.Add((member, text));
    }

    private void UseByHand(string name)
    {
        var parts = name.Split('.');
        var schema = schemas[parts[0]].FirstOrDefault(s => s.Overload == (parts.Length > 1 ? parts[1] : ""));
        if (schema is null)
            problems.Add($"no operator of that name: [hand-written] {name}");
        else
            operators[schema.Field] = schema;
    }
}
