namespace MtlTorch.Experiments.Sweeps.Sampling.Tpe;

/// <summary>The rules of the densities.</summary>
internal static class TpeRules
{
    private static double Get(string name, double fallback) =>
        name.Length > 0 ? fallback : 0;

    public static readonly int Startup = (int)Get("STARTUP", 10);
    public static readonly int StartKind = (int)Get("STARTKIND", 1); // 0 random, 1 sobol
    public static readonly int Candidates = (int)Get("CANDIDATES", 24);
    public static readonly double Gamma = Get("GAMMA", 0.1);
    public static readonly int GammaKind = (int)Get("GAMMAKIND", 0); // 0 linear, 1 sqrt
    public static readonly int MostGood = (int)Get("MOSTGOOD", 25);
    public static readonly double Prior = Get("PRIOR", 1);
    public static readonly int Bandwidth = (int)Get("BW", 0); // 0 optuna scott, 1 neighbours, 2 true scott
    public static readonly double Factor = Get("FACTOR", 0.2);
    public static readonly double MinWidth = Get("MINWIDTH", 0.0);
    public static readonly double MagicExponent = Get("MAGIC", 1);
    public static readonly double MagicScale = Get("MAGICSCALE", 1);
    public static readonly double MostMagic = Get("MOSTMAGIC", 100);
    public static readonly int GoodWeights = (int)Get("GOODW", 0); // 0 uniform 1 EI 2 rank-log
    public static readonly int BadWeights = (int)Get("BADW", 0); // 0 uniform, 1 old discount
    public static readonly double Cross = Get("CROSS", 0);
    public static readonly double BadFactor = Get("BADFACTOR", 1);
    public static readonly double CatPrior = Get("CATPRIOR", 1);
    public static readonly double StepClip = Get("STEPCLIP", 0);
    public static readonly double PriorDraws = Get("PRIORDRAWS", 1);
    public static readonly double Explore = Get("EXPLORE", 0);
}
