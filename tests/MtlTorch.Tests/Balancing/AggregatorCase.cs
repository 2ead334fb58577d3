using System.Text.Json;
using MtlTorch.Balancing;

namespace MtlTorch.Tests.Balancing;

/// <summary>One recorded run of a method on a matrix of gradients: several calls in a row where the method remembers something.</summary>
public sealed class AggregatorCase
{
    private static readonly JsonElement File = Golden.Read("aggregators");

    private readonly JsonElement row;
    private readonly JsonElement matrix;

    private AggregatorCase(JsonElement row)
    {
        this.row = row;
        matrix = File.GetProperty("matrices").GetProperty(row.Text("matrix"));
        Calls = row.TryGetProperty("steps", out var steps) ? [.. steps.EnumerateArray()] : row.TryGetProperty("expected", out var one) ? [one] : [];
    }

    /// <summary>Settings of the method.</summary>
    public JsonElement Hyper => row.GetProperty("hyper");

    /// <summary>Draws, orders and preferences that the method got.</summary>
    public JsonElement Inputs => row.GetProperty("inputs");

    /// <summary>"ok", or why there is no result: "nan", "no_solution", "not_applicable".</summary>
    public string Status => row.Text("status");

    /// <summary>The variant of the method.</summary>
    public string Variant => row.Text("variant");

    /// <summary>The expected results, call by call.</summary>
    public IReadOnlyList<JsonElement> Calls { get; }

    /// <summary>The cases of a variant, on all matrices.</summary>
    public static IEnumerable<TestCaseData> Of(string method, string variant) => File.GetProperty("cases").EnumerateArray()
        .Where(c => c.Text("method") == method && c.Text("variant") == variant && c.Text("role") != "informational")
        .Select(c => new TestCaseData(new AggregatorCase(c)).SetArgDisplayNames(c.Text("id")));

    /// <summary>The gradients of call k [T, D]; from the last call on again the first.</summary>
    public torch.Tensor Jacobian(int call = 0, torch.ScalarType type = torch.ScalarType.Float64)
    {
        using var scope = torch.NewDisposeScope();
        var rows = matrix.GetProperty("seq")[call % matrix.GetProperty("seq").GetArrayLength()].Deserialize<double[][]>()!;
        return torch.stack(rows.Select(r => torch.tensor(r))).to(type).MoveToOuterDisposeScope();
    }

    /// <summary>The losses of call k [T].</summary>
    public double[] Losses(int call = 0) => matrix.GetProperty("losses")[call].Deserialize<double[]>()!;

    /// <summary>One of the inputs, a list of numbers; null if the case has none of that name.</summary>
    public double[]? PerTask(string name) =>
        row.TryGetProperty("inputs", out var inputs) && inputs.TryGetProperty(name, out var list) ? list.Deserialize<double[]>() : null;

    /// <summary>
    /// Compares all calls of a method that combines the gradients themselves, in both precisions. Where the reference
    /// fails, a finite direction is expected.
    /// </summary>
    public void CheckCalls(Func<IGradientAggregation> make)
    {
        foreach (var type in new[] { torch.float64, torch.float32 })
        {
            using var scope = torch.NewDisposeScope();
            var method = make();
            for (var call = 0; call < Math.Max(1, Calls.Count); call++)
            {
                var losses = torch.tensor(Losses(call)).to(type);
                var jacobian = Jacobian(call, type);
                var aggregate = method.Aggregate(method is IScalesLosses scaling ? jacobian * scaling.Scales(losses).unsqueeze(1) : jacobian, losses);
                Compare(aggregate, call);
            }

            (method as IDisposable)?.Dispose();
        }
    }

    /// <summary>Compares a direction [D] with that of call k.</summary>
    public void CheckVector(torch.Tensor actual, int call = 0)
    {
        var expected = Calls[call];
        var single = actual.dtype == torch.float32;
        if (!Compares("vector") || Tolerance(single, "vector") is not { } tolerance)
        {
            return;
        }

        Near(TensorAssert.Doubles(actual), Accepted(expected), tolerance * expected.Number("vec_scale"), $"direction of call {call}");
    }

    /// <summary>Compares weights [T] with those of call k, where they are recorded and unique.</summary>
    public void CheckWeights(IReadOnlyList<double> actual, int call = 0)
    {
        var expected = Calls[call];
        if (!Compares("weights") || !expected.TryGetProperty("weights", out _) || Tolerance(single: false, "weights") is not { } tolerance)
        {
            return;
        }

        Near([.. actual], [expected.List<double>("weights")], tolerance * expected.Number("w_scale"), $"weights of call {call}");
    }

    private void Compare(Aggregate aggregate, int call)
    {
        if (Status != "ok")
        {
            Assert.That(TensorAssert.Doubles(aggregate.Direction), Is.All.Matches<double>(double.IsFinite));
            return;
        }

        CheckVector(aggregate.Direction, call);
        if (aggregate.Weights is { } weights && weights.dtype == torch.float64)
        {
            CheckWeights(TensorAssert.Doubles(weights), call);
        }
    }

    private static void Near(double[] actual, IEnumerable<double[]> acceptable, double tolerance, string what)
    {
        var distances = acceptable.Select(e => e.Zip(actual, (a, b) => Math.Abs(a - b)).Max()).ToList();
        Assert.That(distances.Min(), Is.LessThanOrEqualTo(tolerance), $"{what}: {string.Join(", ", actual)}");
    }

    private IEnumerable<double[]> Accepted(JsonElement expected) => row.TryGetProperty("acceptable", out var several) && several.ValueKind == JsonValueKind.Array
        ? several.EnumerateArray().Select(a => a.ValueKind == JsonValueKind.Object ? a.List<double>("vector") : a.Deserialize<double[]>()!)
        : [expected.List<double>("vector")];

    private bool Compares(string what) => !row.TryGetProperty("compare", out var compare) || compare.GetProperty(what).GetBoolean();

    private double? Tolerance(bool single, string what) =>
        row.GetProperty("tol").TryGetProperty((single ? "rel32_" : "rel64_") + what, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
