namespace MtlTorch.Cli.Diagnosis;

/// <summary>What was found about one thing.</summary>
/// <param name="What">The thing.</param>
/// <param name="Found">What was found.</param>
/// <param name="Verdict">What it means.</param>
/// <param name="Advice">What to do, if anything.</param>
internal sealed record Finding(string What, string Found, Verdict Verdict = Verdict.Neutral, string? Advice = null);

/// <summary>What a finding means.</summary>
internal enum Verdict
{
    /// <summary>Just a fact.</summary>
    Neutral,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, but slower than it could.</summary>
    Slow,

    /// <summary>Nothing can be trained like this.</summary>
    Broken,
}
