namespace MtlTorch.Modules;

/// <summary>A module with parameters of its own that says what it computes, because from outside nobody could know.</summary>
public interface ICountsMultiplyAdds
{
    /// <summary>Products that are added up for one row of its inputs in one forward pass; 0 where numbers are only scaled or shifted.</summary>
    long MultiplyAdds { get; }
}
