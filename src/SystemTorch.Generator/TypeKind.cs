using System.Text.RegularExpressions;

namespace SystemTorch.Generator;

/// <summary>The C# types of parameters, as far as they are passed to operators alike.</summary>
internal enum TypeKind
{
    Unknown,
    Tensor,
    Scalar,
    Floating,
    Integer,
    Boolean,
    IntegerList,
    IntegerTuple,
    FloatingList,
    ScalarType,
    Device,
    Generator,
    Text,
    TensorList,
    Reduction,
}

/// <summary>Which C# types stand for which arguments of operators.</summary>
internal static class TypeKinds
{
    public static TypeKind Of(string type) => type switch
    {
        "Tensor" => TypeKind.Tensor,
        "Scalar" => TypeKind.Scalar,
        "double" or "float" or "double?" or "float?" => TypeKind.Floating,
        "long" or "int" or "long?" or "int?" => TypeKind.Integer,
        "bool" or "bool?" => TypeKind.Boolean,
        "long[]" or "ReadOnlySpan<long>" or "IEnumerable<long>" or "Size" or "int[]" => TypeKind.IntegerList,
        "double[]" => TypeKind.FloatingList,
        "ScalarType" or "ScalarType?" => TypeKind.ScalarType,
        "Device" => TypeKind.Device,
        "Generator" => TypeKind.Generator,
        "string" or "char" => TypeKind.Text,
        "IList<Tensor>" or "Tensor[]" or "ReadOnlySpan<Tensor>" or "IEnumerable<Tensor>" => TypeKind.TensorList,
        "nn.Reduction" => TypeKind.Reduction,
        _ => Regex.IsMatch(type, @"^\(long(, long)+\)\??$") ? TypeKind.IntegerTuple : TypeKind.Unknown,
    };

    /// <summary>How well a C# type fits an argument of an operator: 5 exactly, 0 not at all.</summary>
    public static int Fit(TypeKind type, string argumentKind) => (type, argumentKind) switch
    {
        (TypeKind.Tensor, "Tensor") => 5,
        (TypeKind.Scalar, "Scalar") => 5,
        (TypeKind.Floating, "float") => 5,
        (TypeKind.Floating, "Scalar") => 4,
        (TypeKind.Integer, "int") => 5,
        (TypeKind.Integer, "int[]") => 3,
        (TypeKind.Integer, "Scalar") => 2,
        (TypeKind.Integer, "float") => 1,
        (TypeKind.Boolean, "bool") => 5,
        (TypeKind.Boolean, "Scalar") => 1,
        (TypeKind.IntegerList or TypeKind.IntegerTuple, "int[]") => 5,
        (TypeKind.FloatingList, "float[]") => 5,
        (TypeKind.ScalarType, "ScalarType") => 5,
        (TypeKind.ScalarType, "int") => 1,
        (TypeKind.Device, "Device") => 5,
        (TypeKind.Generator, "Generator") => 5,
        (TypeKind.Text, "str") => 5,
        (TypeKind.TensorList, "Tensor[]") => 5,
        (TypeKind.Reduction, "int") => 4,
        _ => 0,
    };

    /// <summary>Whether an operator with these results can be a member that returns these types.</summary>
    public static bool ReturnFits(Signature member, Schema schema) => member.Returns switch
    {
        "void" => true,
        "Tensor" => schema.Returns == "Tensor",
        "Tensor[]" or "IList<Tensor>" => schema.Returns == "Tensor[]",
        "bool" => schema.Returns is "bool" or "Tensor",
        _ => member.ReturnedTypes.Count > 1 && schema.Returns == $"({string.Join(", ", member.ReturnedTypes)})",
    };
}
