using System.Text;
using System.Text.RegularExpressions;

namespace SystemTorch.Generator;

/// <summary>Writes one member.</summary>
internal static class MemberEmission
{
    private const int LineLimit = 140;

    private static readonly Dictionary<string, string> Symbols = new()
    {
        ["op_Addition"] = "+",
        ["op_Subtraction"] = "-",
        ["op_Multiply"] = "*",
        ["op_Division"] = "/",
        ["op_Modulus"] = "%",
        ["op_UnaryNegation"] = "-",
        ["op_BitwiseAnd"] = "&",
        ["op_BitwiseOr"] = "|",
        ["op_ExclusiveOr"] = "^",
        ["op_OnesComplement"] = "~",
        ["op_Equality"] = "==",
        ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<",
        ["op_LessThanOrEqual"] = "<=",
        ["op_GreaterThan"] = ">",
        ["op_GreaterThanOrEqual"] = ">=",
    };

    // Parameters that may be null only.
    private static readonly string[] Unsupported = ["names", "out"];

    /// <summary>A member that calls one operator.</summary>
    public static string Wrapper(Binding binding, string indent)
    {
        var member = binding.Member;
        var call = CallOf(binding);
        if (IsAside(binding, "requires_grad"))
            call += ".RequiringGrad(requires_grad)";
        var guards = Unsupported.Where(name => IsAside(binding, name)).ToList();
        var text = $"{indent}// {binding.Schema.Text}\n";
        if (guards.Count == 0)
            return text + Expression(member, call, indent);
        var body = new StringBuilder(text).Append($"{indent}{HeadOf(member)}\n{indent}{{\n");
        foreach (var name in guards)
            body.Append($"{indent}    Unsupported.MustBeNull({Keywords.Escape(name)}, \"{name}\");\n");
        return body.Append($"{indent}    return {call};\n{indent}}}\n").ToString();
    }

    /// <summary>A member whose body the map states.</summary>
    public static string Written(Signature member, string body, string indent) => Expression(member, Expand(member, body), indent);

    private static string Expression(Signature member, string expression, string indent)
    {
        var head = indent + HeadOf(member);
        var line = $"{head} => {expression};";
        return line.Length <= LineLimit ? line + "\n" : $"{head}\n{indent}    => {expression};\n";
    }

    // A parameter that the operator does not take and the wrapper deals with.
    private static bool IsAside(Binding binding, string name)
        => binding.Member.Parameters.Any(p => p.Name == name) && !binding.Passed.Contains(name);

    private static string CallOf(Binding binding)
    {
        var (member, schema) = (binding.Member, binding.Schema);
        var method = member.Returns switch
        {
            "Tensor" when schema.InPlace => "InPlace",
            "Tensor" => "Call",
            "Tensor[]" or "IList<Tensor>" => "CallList",
            "bool" => "CallBool",
            "void" => "Run",
            _ => member.ReturnedTypes.Count switch { 2 => "CallPair", 3 => "CallTriple", _ => "CallQuadruple" },
        };
        return $"Operators.{Keywords.Escape(schema.Field)}.{method}({string.Join(", ", ArgumentExpressions.Of(binding))})";
    }

    private static string HeadOf(Signature member)
    {
        var parameters = string.Join(", ", member.Parameters.Select(Declaration));
        var modifiers = (member.Obsolete ? "[Obsolete] " : "") + "public " + (member.Static ? "static " : "");
        if (member.Name is "op_Implicit" or "op_Explicit")
            return $"{modifiers}{member.Name[3..].ToLowerInvariant()} operator {member.Returns}({parameters})";
        if (Symbols.TryGetValue(member.Name, out var symbol))
            return $"{modifiers}{member.Returns} operator {symbol}({parameters})";
        return $"{modifiers}{ReturnOf(member)} {Keywords.Escape(member.Name)}{member.Generic}({parameters})";
    }

    private static string ReturnOf(Signature member)
    {
        if (member.TupleNames.Count == 0)
            return member.Returns;
        var items = member.ReturnedTypes.Zip(member.TupleNames, (type, name) => name == "_" ? type : $"{type} {name}");
        return $"({string.Join(", ", items)})";
    }

    private static string Declaration(Parameter parameter)
    {
        var modifier = parameter.Modifier.Length == 0 ? "" : parameter.Modifier + " ";
        return $"{modifier}{parameter.Type} {parameter.Identifier}{DefaultOf(parameter)}";
    }

    private static string DefaultOf(Parameter parameter) => (parameter.Default, parameter.Type) switch
    {
        (null, _) => "",
        (var value, "char") => $" = '{value}'",
        (not "default", "float") => $" = {parameter.Default}f",
        _ => $" = {parameter.Default}",
    };

    // The abbreviations of the map's bodies.
    private static string Expand(Signature member, string body)
    {
        var dimensions = member.Parameters.TakeWhile(p => p.Type is "int" or "long").ToList();
        var elementType = member.Parameters.Count == 0 ? "" : Regex.Replace(member.Parameters[0].Type, @"[\[,\]]+$|^.*<|>", "");
        var expanded = body
            .Replace("$dims", Names(dimensions), StringComparison.Ordinal)
            .Replace("$rest", Names(member.Parameters.Skip(dimensions.Count)), StringComparison.Ordinal)
            .Replace("$tail", Names(member.Parameters.Skip(1)), StringComparison.Ordinal)
            .Replace("$all", Names(member.Parameters), StringComparison.Ordinal)
            .Replace("$0", Names(member.Parameters.Take(1)), StringComparison.Ordinal)
            .Replace("$T", elementType, StringComparison.Ordinal);
        return expanded.Replace(", )", ")", StringComparison.Ordinal);
    }

    private static string Names(IEnumerable<Parameter> parameters) => string.Join(", ", parameters.Select(p => p.Identifier));
}
