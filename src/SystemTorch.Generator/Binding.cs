using System.Text.RegularExpressions;

namespace SystemTorch.Generator;

/// <summary>A member, the operator overload that it calls, and what is passed for each of the operator's arguments.</summary>
/// <param name="Passed">A parameter's name, "this" or an expression; null where the operator's default is taken.</param>
internal sealed record Binding(Signature Member, Schema Schema, IReadOnlyList<string?> Passed)
{
    // What a wrapper deals with itself, unless the operator takes it.
    private static readonly HashSet<string> Aside = ["requires_grad", "names", "out"];

    // The operator's names for a member's parameters, where they differ.
    private static readonly Dictionary<string, string[]> OtherNames = new()
    {
        ["type"] = ["dtype"],
        ["keepDim"] = ["keepdim"],
        ["dims"] = ["dim"],
        ["dimensions"] = ["dim"],
    };

    /// <summary>The best binding of a member to one of the operator's overloads, or null.</summary>
    public static Binding? Find(Signature member, Rule rule, IEnumerable<Schema> overloads)
        => overloads
            .Where(schema => rule.Overload is null || schema.Overload == rule.Overload)
            .Where(schema => !schema.Unusual && TypeKinds.ReturnFits(member, schema))
            .Select(schema => rule.Arguments is null ? Conclude(member, schema) : Follow(member, rule.Arguments, schema))
            .OfType<(Binding Binding, int Score)>()
            .OrderByDescending(candidate => candidate.Score)
            .Select(candidate => candidate.Binding)
            .FirstOrDefault();

    /// <summary>The parameters that a line's argument list forgets: their values would be dropped silently.</summary>
    public static IEnumerable<string> Forgotten(Signature member, IReadOnlyList<RuleArgument> arguments)
        => member.Parameters.Select(p => p.Name)
            .Where(name => !Aside.Contains(name) && !arguments.Any(a => Regex.IsMatch(a.Expression, $@"\b{name}\b")));

    /// <summary>Passes what the map's line says.</summary>
    private static (Binding, int)? Follow(Signature member, IReadOnlyList<RuleArgument> arguments, Schema schema)
    {
        var passed = new string?[schema.Arguments.Count];
        int next = 0;
        int score = 0;
        foreach (var argument in arguments)
        {
            int index = argument.Name is null ? next++ : IndexOf(schema, argument.Name);
            if (index < 0 || index >= passed.Length)
                return null;
            if (TypeOf(member, argument.Expression) is { } type)
            {
                int fit = TypeKinds.Of(type) == TypeKind.Unknown ? 1 : TypeKinds.Fit(TypeKinds.Of(type), schema.Arguments[index].Kind);
                if (fit == 0)
                    return null;
                score += fit;
            }
            passed[index] = argument.Expression == "_" ? null : argument.Expression;
        }
        return Complete(member, schema, passed, score);
    }

    /// <summary>Passes each parameter for the argument of its name, or else for the next that is free.</summary>
    private static (Binding, int)? Conclude(Signature member, Schema schema)
    {
        var passed = new string?[schema.Arguments.Count];
        int score = 0;
        foreach (var name in SourcesOf(member))
        {
            if (Aside.Contains(name) && IndexOf(schema, name) < 0)
                continue;
            var kind = TypeKinds.Of(TypeOf(member, name)!);
            int index = FreeArgumentNamed(schema, passed, name, kind);
            if (index < 0)
                index = NextFreeArgument(schema, passed);
            int fit = index < 0 ? 0 : TypeKinds.Fit(kind, schema.Arguments[index].Kind);
            if (fit == 0)
                return null;
            score += fit;
            passed[index] = name;
        }
        return Complete(member, schema, passed, score);
    }

    private static (Binding, int)? Complete(Signature member, Schema schema, string?[] passed, int score)
    {
        for (int i = 0; i < passed.Length; i++)
        {
            var argument = schema.Arguments[i];
            if (passed[i] is null && argument.Default is null && !argument.Optional)
                return null;
        }
        // Among equals the overload that leaves the fewest arguments to their defaults wins.
        return (new Binding(member, schema, passed), (score * 10) - passed.Count(p => p is null));
    }

    private static IEnumerable<string> SourcesOf(Signature member)
    {
        var names = member.Parameters.Select(p => p.Name);
        return member.Static ? names : names.Prepend("this");
    }

    private static string? TypeOf(Signature member, string source)
        => source == "this" ? "Tensor" : member.Parameters.FirstOrDefault(p => p.Name == source)?.Type;

    private static int IndexOf(Schema schema, string name)
    {
        for (int i = 0; i < schema.Arguments.Count; i++)
            if (schema.Arguments[i].Name == name)
                return i;
        return -1;
    }

    private static int FreeArgumentNamed(Schema schema, string?[] passed, string name, TypeKind kind)
    {
        foreach (var alias in OtherNames.GetValueOrDefault(name, []).Append(name))
        {
            int index = IndexOf(schema, alias);
            if (index >= 0 && passed[index] is null && TypeKinds.Fit(kind, schema.Arguments[index].Kind) > 0)
                return index;
        }
        return -1;
    }

    private static int NextFreeArgument(Schema schema, string?[] passed)
    {
        int index = Array.IndexOf(passed, null);
        bool takesOnlyItsName = index >= 0 && schema.Arguments[index].Name is "dtype" or "layout" or "device" or "pin_memory";
        return takesOnlyItsName ? -1 : index;
    }
}
