namespace MtlTorch;

/// <summary>A list of texts that may be given as one text where it has one element.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOrMoreAttribute : Attribute;
