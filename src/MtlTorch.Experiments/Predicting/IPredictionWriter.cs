using MtlTorch.Data.Inputs;

namespace MtlTorch.Experiments.Predicting;

/// <summary>Writes predictions, a line per row.</summary>
public interface IPredictionWriter : IDisposable
{
    /// <summary>Writes one row.</summary>
    /// <param name="name">What the row is called.</param>
    /// <param name="answers">What each task says.</param>
    void Write(RowName name, IReadOnlyList<RowAnswer> answers);
}
