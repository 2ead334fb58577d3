namespace TorchSharp;

/// <summary>Padding of a convolution by what comes out: nothing added, or outputs as large as inputs.</summary>
public enum Padding
{
    Valid = 0,
    Same = 1,
}
