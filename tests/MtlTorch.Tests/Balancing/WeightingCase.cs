using System.Text.Json;
using MtlTorch.Balancing;
using MtlTorch.Balancing.Weighting;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Balancing;

/// <summary>
/// One recorded run of a loss weighting, step by step, in double or single precision. The file leaves out variants that are not
/// offered: the mean of the losses, DWA by iterations instead of epochs, GradNorm with weights behind a softmax or a quotient, ExcessMTL.
/// </summary>
public sealed class WeightingCase
{
    private static readonly JsonElement File = Golden.Read("weightings");

    private readonly double tolerance;

    private WeightingCase(JsonElement row, torch.ScalarType type)
    {
        Hyper = row.GetProperty("hyper");
        Type = type;
        Steps = [.. row.GetProperty("steps").EnumerateArray()];
        Tasks = Steps[0].GetProperty("losses").GetArrayLength();
        tolerance = row.GetProperty("tol").Number(type == torch.float64 ? "rel64" : "rel32");
    }

    /// <summary>Settings of the method.</summary>
    public JsonElement Hyper { get; }

    /// <summary>Element type of the losses.</summary>
    public torch.ScalarType Type { get; }

    /// <summary>Inputs, states and outputs.</summary>
    public IReadOnlyList<JsonElement> Steps { get; }

    /// <summary>Number of tasks T.</summary>
    public int Tasks { get; }

    /// <summary>What the method is made for.</summary>
    public BalancingContext Context => new(Tasks, new Randomness(1), torch.CPU);

    /// <summary>The cases of a variant in both precisions, without those where the reference itself gives no numbers.</summary>
    public static IEnumerable<TestCaseData> Of(string method, string variant)
    {
        var rows = File.GetProperty("cases").EnumerateArray()
            .Where(c => c.Text("method") == method && c.Text("variant") == variant && c.Text("status") == "ok").ToList();
        Assert.That(rows, Is.Not.Empty, $"no recorded case of {method}/{variant}");
        return rows.SelectMany(_ => new[] { torch.float64, torch.float32 }, (row, type) =>
            new TestCaseData(new WeightingCase(row, type)).SetArgDisplayNames(row.Text("id"), type.ToString()));
    }

    /// <summary>A list [T] of a step.</summary>
    public torch.Tensor Tensor(JsonElement step, string key) => torch.tensor(step.List<double>(key), dtype: Type);

    /// <summary>A setting with a number per task; null if there is none.</summary>
    public double[]? PerTask(string key) => Hyper.GetProperty(key) is { ValueKind: JsonValueKind.Array } list ? list.Deserialize<double[]>() : null;

    /// <summary>Compares with a number or list of a step.</summary>
    public void Check(JsonElement step, string key, torch.Tensor actual)
    {
        using var expected = step.GetProperty(key) is { ValueKind: JsonValueKind.Array }
            ? torch.tensor(step.List<double>(key))
            : torch.tensor(step.Number(key));
        Assert.That(actual.dtype, Is.EqualTo(Type), key);
        TensorAssert.Close(actual, expected, tolerance, key);
    }

    /// <summary>Compares total and weights of one step.</summary>
    public void Check(JsonElement step, Scalarization method)
    {
        using var scope = torch.NewDisposeScope();
        var losses = Tensor(step, "losses");
        Check(step, "total", method.Total(losses));
        Check(step, "grad_losses", method.Weights(losses));
    }
}
