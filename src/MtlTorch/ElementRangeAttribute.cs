namespace MtlTorch;

/// <summary>The range of the elements of a list or of the values of a dictionary, as <see cref="System.ComponentModel.DataAnnotations.RangeAttribute"/> is of a number.</summary>
/// <param name="minimum">Smallest allowed value.</param>
/// <param name="maximum">Largest allowed value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ElementRangeAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>Smallest allowed value.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>Largest allowed value.</summary>
    public double Maximum { get; } = maximum;
}
