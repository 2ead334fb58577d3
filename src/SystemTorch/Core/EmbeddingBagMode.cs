namespace TorchSharp;

/// <summary>How an embedding bag reduces the vectors of a bag.</summary>
public enum EmbeddingBagMode
{
    Sum = 0,
    Mean = 1,
    Max = 2,
}
