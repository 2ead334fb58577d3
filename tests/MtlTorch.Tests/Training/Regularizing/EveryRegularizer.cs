using MtlTorch.Regularizers;

namespace MtlTorch.Tests.Training.Regularizing;

/// <summary>Every kind, and every way in which it acts, for the small problem; heads that want to be alike have no place there.</summary>
internal static class EveryRegularizer
{
    public static IEnumerable<TestCaseData> Cases() => All.Select((o, i) => new TestCaseData(o).SetArgDisplayNames(Name(o, i)));

    public static string Name(RegularizerOptions options, int index) => $"{index} {options.GetType().Name}";

    public static IReadOnlyList<RegularizerOptions> All { get; } =
    [
        new L2PenaltyOptions { Lambda = 0.1 },
        new L2PenaltyOptions { Lambda = 0.1, Decoupled = true, Biases = true },
        new L2PenaltyOptions { Lambda = 1, PerRows = true },
        new L1PenaltyOptions { Lambda = 0.1 },
        new L1PenaltyOptions { Lambda = 0.1, Step = PenaltyStep.Gradient },
        new ElasticNetOptions { Lambda = 0.1 },
        new GroupLassoOptions { Lambda = 0.1 },
        new GroupLassoOptions { Lambda = 0.1, Groups = WeightGroups.Units, Step = PenaltyStep.Gradient },
        new TraceNormOptions { Lambda = 0.1 },
        new TraceNormOptions { Lambda = 0.1, Of = TraceMatrix.Layers, Step = PenaltyStep.Gradient },
        new ActivationSparsityOptions { Lambda = 0.1 },
        new ActivationSparsityOptions { Lambda = 0.1, Measure = SparsityMeasure.Kl, On = ["task:kind"] },
        new FeatureDropoutOptions { Probability = 0.3 },
        new FeatureDropoutOptions { Probability = 0.3, On = ["task:amount"] },
        new SpectralNormOptions { Lambda = 0.1, Limit = 0.7 },
        new MaxNormOptions { Limit = 0.5 },
        new MixUpOptions { Alpha = 0.4 },
        new SamOptions(),
        new SamOptions { Adaptive = true, Rho = 0.5 },
    ];
}
