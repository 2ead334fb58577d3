namespace MtlTorch;

/// <summary>Options that can contradict each other although each of them is within its range.</summary>
public interface ISelfChecking
{
    /// <summary>The contradictions: the option as configurations spell it, and what is wrong and what to do.</summary>
    IEnumerable<(string Option, string Problem)> Problems();
}
