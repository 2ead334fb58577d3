using System.Reflection;
using Parity.Tests.Sweep;

namespace Gpu.Tests.Operators;

/// <summary>The sweep's made-up arguments, on a device.</summary>
internal static class DeviceArguments
{
    public static Tensor? Self(MethodInfo member, int variant, torch.Device device) =>
        member.IsStatic ? null : MemberArguments.Self(variant).to(device);

    public static object?[] Of(MethodInfo member, int variant, torch.Device device) =>
        [.. MemberArguments.Of(member, variant).Select(argument => Moved(argument, device))];

    /// <summary>All tensors of real numbers among the arguments.</summary>
    public static IEnumerable<Tensor> RealTensors(IEnumerable<object?> arguments) => arguments
        .SelectMany(argument => argument switch
        {
            Tensor tensor => [tensor],
            IEnumerable<Tensor> tensors => tensors,
            _ => (IEnumerable<Tensor>)[],
        })
        .Where(tensor => tensor.dtype is ScalarType.Float32 or ScalarType.Float64);

    private static object? Moved(object? argument, torch.Device device) => argument switch
    {
        Tensor tensor => tensor.to(device),
        Tensor[] tensors => tensors.Select(tensor => tensor.to(device)).ToArray(),
        IList<Tensor> tensors => tensors.Select(tensor => tensor.to(device)).ToList(),
        torch.Device => device,
        _ => argument,
    };
}
