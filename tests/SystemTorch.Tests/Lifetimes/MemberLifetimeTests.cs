using System.Reflection;
using System.Runtime.CompilerServices;
using Parity.Tests.Sweep;

namespace SystemTorch.Tests.Lifetimes;

/// <summary>Every member that calls operators frees what it allocates, and leaves no reference to its arguments behind.</summary>
public sealed class MemberLifetimeTests
{
    [TestCaseSource(typeof(Members), nameof(Members.Classes))]
    public void Members_free_what_they_allocate(string className)
    {
        var members = Members.All().Where(member => member.DeclaringType!.FullName == className).ToList();
        Live.CountAfterCollection();
        var leaks = new List<string>();
        int calls = 0;
        foreach (var member in members)
        {
            for (int variant = 0; variant < MemberArguments.Variants; variant++)
            {
                if (Call(member, variant, out var leak))
                    calls++;
                if (leak is not null)
                    leaks.Add($"{Members.TextOf(member)}, variant {variant}: {leak}");
            }
        }
        Assert.Multiple(() =>
        {
            Assert.That(leaks, Is.Empty);
            // Of made-up arguments at least one in three fits.
            Assert.That(calls, Is.GreaterThan(members.Count * MemberArguments.Variants / 3));
        });
    }

    /// <summary>Calls a member and disposes of arguments and results; tells whether the call succeeded and what is left behind.</summary>
    private static bool Call(MethodInfo member, int variant, out string? leak)
    {
        var (self, arguments) = ArgumentsOf(member, variant);
        List<Tensor> given = [.. TensorsOf(self), .. arguments.SelectMany(TensorsOf)];
        long before = LiveTensors.Count;
        leak = null;
        try
        {
            var results = TensorsOf(member.Invoke(self, arguments)).Except(given, ReferenceEqualityComparer.Instance).Cast<Tensor>();
            leak = ReferencesLeft(before, given, [.. results]);
            return true;
        }
        catch (Exception failure) when (failure is TargetInvocationException or ArgumentException)
        {
            return false;
        }
        finally
        {
            given.ForEach(tensor => tensor.Dispose());
        }
    }

    // Making arguments leaves temporaries behind, which are not to be counted.
    private static (object? Self, object?[] Arguments) ArgumentsOf(MethodInfo member, int variant)
    {
        using var scope = NewDisposeScope();
        var self = member.IsStatic ? null : MemberArguments.Self(variant).DetachFromDisposeScope();
        var arguments = MemberArguments.Of(member, variant);
        foreach (var tensor in arguments.SelectMany(TensorsOf))
            tensor.DetachFromDisposeScope();
        return (self, arguments);
    }

    private static string? ReferencesLeft(long before, List<Tensor> given, List<Tensor> results)
    {
        // `to` disposes of what it is called on, if it is told to.
        int disposed = given.RemoveAll(tensor => tensor.IsInvalid);
        long temporaries = LiveTensors.Count - before - results.Count + disposed;
        results.ForEach(tensor => tensor.Dispose());
        if (temporaries != 0)
            return $"{temporaries} temporaries are alive";
        int shared = given.Count(tensor => tensor.UseCount != 1);
        return shared > 0 ? $"{shared} arguments are still referred to" : null;
    }

    private static IEnumerable<Tensor> TensorsOf(object? value) => value switch
    {
        Tensor tensor => [tensor],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => TensorsOf(tuple[i])),
        IEnumerable<Tensor> tensors => tensors,
        _ => [],
    };
}
