using System.Reflection;

namespace Gpu.Tests.Operators;

/// <summary>A member called with made-up arguments on a device: results, or the error.</summary>
/// <param name="Result">What it gave.</param>
/// <param name="Self">The tensor that it was called on, afterwards.</param>
/// <param name="Gradients">Gradients of the sum of the result, by the arguments that are real numbers; none where it has no gradient.</param>
/// <param name="Error">What it threw; null where it came back.</param>
internal sealed record MemberCall(object? Result, Tensor? Self, Tensor[] Gradients, string? Error)
{
    /// <summary>Calls it. The caller keeps a dispose scope around it.</summary>
    public static MemberCall Of(MethodInfo member, int variant, torch.Device device, bool differentiates)
    {
        manual_seed(1);
        var self = DeviceArguments.Self(member, variant, device);
        var arguments = DeviceArguments.Of(member, variant, device);
        List<Tensor> leaves = differentiates ? [.. DeviceArguments.RealTensors([self, .. arguments])] : [];
        try
        {
            leaves.ForEach(leaf => leaf.requires_grad_());
            var result = member.Invoke(self, arguments);
            return new MemberCall(result, self, differentiates ? GradientsOf(result, leaves) : [], null);
        }
        catch (TargetInvocationException failure)
        {
            return new MemberCall(null, null, [], failure.InnerException!.Message);
        }
        catch (Exception failure) when (failure is ArgumentException or System.Runtime.InteropServices.ExternalException or InvalidOperationException)
        {
            return new MemberCall(null, null, [], failure.Message);
        }
    }

    private static Tensor[] GradientsOf(object? result, List<Tensor> leaves)
    {
        if (result is not Tensor { requires_grad: true } output || !output.is_floating_point())
        {
            return [];
        }

        output.sum().backward();
        return [.. leaves.Select(leaf => leaf.grad ?? zeros(0))];
    }
}
