namespace SystemTorch.Generator;

/// <summary>How a parameter is written as an argument of an operator (SystemTorch's Interop/Argument.cs).</summary>
internal static class ArgumentExpressions
{
    /// <summary>The arguments up to the last that does not take its default.</summary>
    public static IEnumerable<string> Of(Binding binding)
    {
        int used = binding.Passed.Count;
        while (used > 0 && binding.Passed[used - 1] is null)
            used--;
        for (int i = 0; i < used; i++)
            yield return Of(binding.Member, binding.Passed[i], binding.Schema.Arguments[i]);
    }

    private static string Of(Signature member, string? passed, SchemaArgument argument)
    {
        if (passed is null)
            return "SchemaDefault";
        var parameter = member.Parameters.FirstOrDefault(p => p.Name == passed);
        return parameter is null ? passed : Of(parameter, argument);
    }

    private static string Of(Parameter parameter, SchemaArgument argument)
    {
        var name = parameter.Identifier;
        // Where an argument has a default and is not optional, null cannot be passed and stands for the default.
        bool nullIsDefault = argument.Default is not null && !argument.Optional;
        switch (TypeKinds.Of(parameter.Type))
        {
            case TypeKind.Tensor:
                return argument.Optional ? name : $"Required({name})";
            case TypeKind.Scalar when nullIsDefault:
                return $"OrDefault({name})";
            case TypeKind.Scalar:
                return argument.Optional ? name : $"Required({name})";
            case TypeKind.Integer when argument.FixedLength > 1:
                return $"Repeat({name}, {argument.FixedLength})";
            case TypeKind.Floating or TypeKind.Integer or TypeKind.Boolean:
                return parameter.Nullable && nullIsDefault ? $"OrDefault({name})" : name;
            case TypeKind.IntegerTuple:
                return $"{(TopLevel.Split(parameter.Type.Trim('(', ')', '?')).Count == 2 ? "Pair" : "Triple")}({name})";
            case TypeKind.IntegerList:
                return OfIntegerList(parameter, argument);
            case TypeKind.FloatingList or TypeKind.Text when parameter.Type != "char":
                return argument.Default is null ? name : $"OrDefault({name})";
            case TypeKind.Text:
                return $"{name}.ToString()";
            case TypeKind.TensorList:
                return $"Tensors({name})";
            default:
                return name;
        }
    }

    private static string OfIntegerList(Parameter parameter, SchemaArgument argument) => parameter.Type switch
    {
        "IEnumerable<long>" or "int[]" => $"Longs({parameter.Identifier})",
        // An empty span stands for one that was not given, where it may be left out.
        "ReadOnlySpan<long>" => parameter.Default is null ? parameter.Identifier : $"OrDefault({parameter.Identifier})",
        "long[]" when argument.Default is not null => $"OrDefault({parameter.Identifier})",
        _ => parameter.Identifier,
    };
}
