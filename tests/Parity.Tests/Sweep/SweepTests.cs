using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Parity.Tests.Support;

namespace Parity.Tests.Sweep;

/// <summary>Every member that TorchSharp was called by gives what it gave there (Expected/README.md).</summary>
public sealed class SweepTests
{
    private const string Separator = " | ";

    // These ended TorchSharp's process; SystemTorch.Tests tests that they throw.
    private const string EndedTheProcess = "ENDED THE PROCESS";

    // TorchSharp finds these mistakes before LibTorch does, so the exceptions' types differ.
    private static readonly HashSet<string> CheckedEarlier =
    [
        "is_nonzero", "diagonal", "dot", "vdot", "index_put_", "lcm", "lcm_", "logdet", "permute", "to", "trace", "unflatten",
        "combinations",
    ];

    // LibTorch 2 answers the odder of the made-up arguments otherwise. PyTorch/Functional calls them with sensible ones.
    private static readonly HashSet<string> ChangedSince = ["logit", "take_along_dim"];

    // Signs of vectors, and the order of eigenvalues, are LAPACK's choice: of these only shape and type are compared.
    // PyTorch/LinearAlgebraTests compares what is not free.
    private static readonly HashSet<string> FreeSigns = ["eig", "eigh", "eigvals", "svd", "qr"];

    private static readonly Dictionary<string, string> Expected = ExpectedFile.Entries("sweep.tsv", "\t");

    // LibTorch may draw differently in another version: of these only shape and type are compared.
    private static readonly string[] Draws =
    [
        "rand", "randn", "randint", "randperm", "normal", "bernoulli", "poisson", "multinomial", "dropout", "uniform_", "exponential_",
        "geometric_", "log_normal_", "cauchy_", "random_", "rrelu",
    ];

    [Test]
    public void Every_expected_member_is_there_and_callable()
    {
        var missing = Expected.Keys.Where(member => Members.Find(member) is null).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(Expected, Has.Count.EqualTo(1160));
            Assert.That(missing, Is.Empty);
        });
    }

    [TestCaseSource(typeof(Members), nameof(Members.Classes))]
    public void Members_give_what_they_gave_there(string className)
    {
        var differences = new List<string>();
        foreach (var (text, expected) in Expected.Where(entry => entry.Key.StartsWith(className + "|", StringComparison.Ordinal)))
        {
            var member = Members.Find(text)!;
            if (expected == EndedTheProcess || !Members.TakesOrdinaryArguments(member) || ChangedSince.Contains(member.Name))
                continue;
            var actual = string.Join(Separator, Enumerable.Range(0, MemberArguments.Variants).Select(variant => Call(member, variant)));
            if (!LineComparison.Agree(actual, FreeSigns.Contains(member.Name) ? Fingerprint.HeadsIn(expected) : expected))
                differences.Add($"{text}\n   actual {actual}\n expected {expected}");
        }
        Assert.That(differences, Is.Empty);
    }

    private static string Call(MethodInfo member, int variant)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var self = member.IsStatic ? null : MemberArguments.Self(variant);
        bool draws = FreeSigns.Contains(member.Name) || Draws.Any(name => member.Name.StartsWith(name, StringComparison.Ordinal));
        try
        {
            var result = member.Invoke(self, MemberArguments.Of(member, variant));
            var text = TextOf(result, draws);
            if (!member.Name.EndsWith('_') || result is not Tensor || self is null)
                return text;
            return $"{text} {(ReferenceEquals(result, self) ? "same" : "new")} {TextOf(self, draws)}";
        }
        catch (TargetInvocationException failure)
        {
            return CheckedEarlier.Contains(member.Name) ? "exception" : failure.InnerException!.GetType().Name;
        }
        catch (ArgumentException)
        {
            return "not callable";
        }
    }

    private static string TextOf(object? value, bool isDrawn) => value switch
    {
        Tensor tensor when isDrawn => Fingerprint.HeadOf(tensor),
        Tensor tensor => Fingerprint.Of(tensor),
        Tensor[] tensors => string.Join(";", tensors.Select(tensor => TextOf(tensor, isDrawn))),
        ITuple tuple => string.Join(";", Enumerable.Range(0, tuple.Length).Select(i => TextOf(tuple[i], isDrawn))),
        Scalar number => $"{number.Type}:{number.ToDouble().ToString("r", CultureInfo.InvariantCulture)}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null",
    };
}
