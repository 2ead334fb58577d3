namespace MtlTorch.Experiments.Studies;

/// <summary>How far a run of a study has come.</summary>
public enum PointState
{
    /// <summary>It was not begun.</summary>
    Absent,

    /// <summary>It was begun and did not come to its end.</summary>
    Incomplete,

    /// <summary>It came to its end.</summary>
    Complete,
}
