namespace MtlTorch;

/// <summary>The publication that a component comes from.</summary>
/// <param name="reference">Authors, year and title.</param>
/// <param name="url">Where it can be read.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PaperAttribute(string reference, string url) : Attribute
{
    /// <summary>Authors, year and title.</summary>
    public string Reference { get; } = reference;

    /// <summary>Where it can be read.</summary>
    public string Url { get; } = url;

    /// <summary>The equation, section or algorithm that is implemented.</summary>
    public string? Place { get; init; }
}
