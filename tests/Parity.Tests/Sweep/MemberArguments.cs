using System.Reflection;

namespace Parity.Tests.Sweep;

/// <summary>
/// Made-up arguments, in five variants. Variant 0 takes defaults and fits shapes where it can; the others try vectors,
/// integers, four and three dimensions. Many calls fail, which is part of what is compared.
/// </summary>
public static class MemberArguments
{
    public const int Variants = 5;

    /// <summary>The tensor that an instance member is called on.</summary>
    public static Tensor Self(int variant) => variant switch
    {
        0 => tensor(new float[] { 0.9f, 0.1f, 0.4f, 0.7f }).view(2, 2),
        1 => tensor(new float[] { 0.5f, 0.25f, 0.9f }),
        2 => tensor(new long[] { 3, 1, 2, 5 }).view(2, 2),
        3 => linspace(-2, 2, 32).view(2, 4, 2, 2),
        _ => linspace(0.1, 0.9, 8).view(2, 2, 2),
    };

    public static object?[] Of(MethodInfo member, int variant)
        => [.. member.GetParameters().Select(parameter => Of(parameter, variant))];

    private static object? Of(ParameterInfo parameter, int variant)
    {
        if (parameter.ParameterType == typeof(Tensor))
            return TensorArguments.Of(parameter, variant);
        if (parameter.Name == "names")
            return null;
        if (parameter.HasDefaultValue && variant % 2 == 0 && parameter.ParameterType != typeof(double))
            return DefaultOf(parameter);
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return NumberOf(parameter, type) ?? ObjectOf(parameter, type) ?? ListOf(parameter, type);
    }

    private static object? DefaultOf(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var value = parameter.DefaultValue;
        if (value is null or DBNull)
            return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;
        return type.IsEnum ? Enum.ToObject(type, value) : value;
    }

    private static object? NumberOf(ParameterInfo parameter, Type type)
    {
        if (type == typeof(Scalar))
            return (Scalar)(parameter.Name switch { "min" => 0.2, "max" => 0.8, _ => 1.5 });
        if (type == typeof(double))
            return parameter.Name == "p" ? 0.5 : 0.75;
        if (type == typeof(float))
            return 2f;
        if (type == typeof(bool))
            return true;
        if (type == typeof(long))
            return LongOf(parameter);
        if (type == typeof(int))
            return parameter.Member.Name == "randint" ? (parameter.Name == "high" ? 9 : 2) : parameter.Name is "dim" or "dimension" ? 0 : 1;
        return null;
    }

    private static long LongOf(ParameterInfo parameter)
    {
        if (parameter.Member.Name == "randint")
            return parameter.Name == "high" ? 9 : 2;
        return parameter.Name switch
        {
            "dim" or "dim0" or "start" or "diagonal" or "offset" or "groups" or "index" or "axis0" => 0,
            "size" => 2,
            _ => 1,
        };
    }

    private static object? ObjectOf(ParameterInfo parameter, Type type)
    {
        if (type == typeof(ScalarType))
            return ScalarType.Float64;
        if (type == typeof(Device))
            return CPU;
        if (type == typeof(string))
            return parameter.Name switch { "equation" => "ij,jk->ik", "indexing" => "ij", _ => "fro" };
        if (type == typeof(char))
            return 'L';
        if (type.IsEnum)
            return Enum.ToObject(type, 1);
        bool isTuple = type.Name.StartsWith("ValueTuple", StringComparison.Ordinal);
        bool isTupleOfLongs = isTuple && type.GetGenericArguments().All(t => t == typeof(long));
        if (isTupleOfLongs)
            return Activator.CreateInstance(type, [.. type.GetGenericArguments().Select((_, i) => (object)(i == 0 ? 0L : 1L))]);
        return null;
    }

    private static object? ListOf(ParameterInfo parameter, Type type)
    {
        if (type == typeof(long[]))
            return LongsOf(parameter);
        if (type == typeof(TensorIndex[]))
            return new TensorIndex[] { 1, TensorIndex.Slice(0, 2) };
        if (type == typeof(Tensor[]) || type == typeof(IList<Tensor>) || type == typeof(IEnumerable<Tensor>))
            return TensorArguments.ListOf(parameter);
        if (type.IsArray && type.GetArrayRank() > 1)
            return ArrayWithOne(type.GetElementType()!, new int[type.GetArrayRank()]);
        if (type.IsArray)
            return ArrayWithOne(type.GetElementType()!, [0]);
        if (!type.IsGenericType)
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        var element = type.GetGenericArguments()[0];
        if (type.Name == "Memory`1")
            return Activator.CreateInstance(type, ArrayWithOne(element, [1]));
        return element.IsPrimitive && type.Name == "IList`1" ? ArrayWithOne(element, [1]) : null;
    }

    private static long[] LongsOf(ParameterInfo parameter) => parameter.Name switch
    {
        "sizes" or "shape" or "size" or "kernel_size" or "output_size" or "reps" => [2, 2],
        "normalized_shape" => [2],
        "stride" or "strides" or "dilation" => [1, 1],
        "padding" => [0, 0],
        _ => [0, 1],
    };

    /// <summary>An array of two entries a dimension, all zero but one.</summary>
    private static Array ArrayWithOne(Type element, int[] position)
    {
        var array = Array.CreateInstance(element, [.. position.Select(_ => 2)]);
        array.SetValue(Convert.ChangeType(1, element, null), position);
        return array;
    }
}
