using System.Reflection;

namespace Parity.Tests.Sweep;

/// <summary>Members of the operator namespaces, by the text that both implementations give them.</summary>
public static class Members
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The classes whose members call operators.</summary>
    public static readonly string[] Classes =
    [
        "TorchSharp.torch+Tensor", "TorchSharp.torch", "TorchSharp.torch+linalg", "TorchSharp.torch+nn+functional",
    ];

    // Not calls of operators, or without a result that can be compared: random memory, settings, scopes.
    private static readonly HashSet<string> Aside =
    [
        "no_grad", "enable_grad", "set_grad_enabled", "is_grad_enabled", "NewDisposeScope", "WrappedTensorDisposeScope",
        "manual_seed", "seed", "initial_seed", "get_rng_state", "get_num_threads", "get_num_interop_threads", "device", "cuda",
        "GetHashCode", "DecoupleFromNativeHandle", "empty", "empty_like", "new_empty",
    ];

    /// <summary>All members that can be called with made-up arguments.</summary>
    public static IEnumerable<MethodInfo> All()
        => Classes.SelectMany(name => TypeNamed(name).GetMethods(Declared)).Where(IsCallable);

    /// <summary>The member with a text such as <c>TorchSharp.torch|Tensor abs(Tensor)</c>, or null.</summary>
    public static MethodInfo? Find(string text)
    {
        var parts = text.Split('|');
        return TypeNamed(parts[0]).GetMethods(Declared).FirstOrDefault(method => method.ToString() == parts[1]);
    }

    public static string TextOf(MethodInfo member) => $"{member.DeclaringType!.FullName}|{member}";

    /// <summary>Whether made-up arguments can be passed: reflection cannot pass spans.</summary>
    public static bool TakesOrdinaryArguments(MethodInfo member)
        => !member.IsGenericMethod && member.GetParameters().All(parameter => !parameter.ParameterType.IsByRefLike);

    private static bool IsCallable(MethodInfo member)
    {
        bool isGetter = member.Name.StartsWith("get_", StringComparison.Ordinal);
        return member.ReturnType != typeof(void) && !isGetter && !Aside.Contains(member.Name) && TakesOrdinaryArguments(member);
    }

    private static Type TypeNamed(string name) => typeof(torch).Assembly.GetType(name, throwOnError: true)!;
}
