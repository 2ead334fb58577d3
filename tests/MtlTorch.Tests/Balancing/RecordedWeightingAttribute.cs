namespace MtlTorch.Tests.Balancing;

/// <summary>Runs a test on every <see cref="WeightingCase"/> of a variant.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RecordedWeightingAttribute(string method, string variant)
    : TestCaseSourceAttribute(typeof(WeightingCase), nameof(WeightingCase.Of), [method, variant]);
