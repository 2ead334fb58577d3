namespace MtlTorch.Experiments.Configs;

/// <summary>In files the value null of this number is spelt "auto".</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AutoIfNullAttribute : Attribute
{
    /// <summary>The spelling of null.</summary>
    public const string Auto = "auto";
}
