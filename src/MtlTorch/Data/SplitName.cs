namespace MtlTorch.Data;

/// <summary>The parts of a data set.</summary>
public enum SplitName
{
    /// <summary>Rows that the parameters are fitted to.</summary>
    Train,

    /// <summary>Rows that choose: the best epoch, when to stop, hyper-parameters.</summary>
    Validation,

    /// <summary>Rows that only report.</summary>
    Test,
}
