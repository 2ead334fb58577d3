namespace SystemTorch.Generator;

/// <summary>One line of the operator map: which operator, or which C# expression, some members are.</summary>
/// <param name="Class">The declaring type of the members.</param>
/// <param name="ParameterTypes">The parameter types that a member must have for the line to hold; null for any.</param>
/// <param name="OpenEnded">Whether more parameters may follow those.</param>
/// <param name="Operator">The operator's name; null for a line with a body.</param>
/// <param name="Overload">The operator's overload; null to choose the one that fits best.</param>
/// <param name="Arguments">What is passed for which of the operator's arguments; null to conclude it.</param>
/// <param name="Body">A C# expression, or "-" for members that are left out on purpose.</param>
internal sealed record Rule(
    string Class, string Name, IReadOnlyList<string>? ParameterTypes, bool OpenEnded,
    string? Operator, string? Overload, IReadOnlyList<RuleArgument>? Arguments, string? Body, string Text)
{
    public bool LeavesOut => Body == "-";

    public bool Holds(Signature member)
    {
        if (member.Class != Class || member.Name != Name)
            return false;
        if (ParameterTypes is null)
            return true;
        var types = member.Parameters.Select(p => p.Type).ToList();
        var lengthFits = OpenEnded ? types.Count >= ParameterTypes.Count : types.Count == ParameterTypes.Count;
        return lengthFits && ParameterTypes.Zip(types).All(pair => pair.First == "_" || pair.First.Split('|').Contains(pair.Second));
    }
}

/// <summary>One entry of a line's argument list.</summary>
/// <param name="Name">The operator's argument; null for the next in order.</param>
/// <param name="Expression">A parameter's name, "this", a C# expression, or "_" for the default.</param>
internal sealed record RuleArgument(string? Name, string Expression);
