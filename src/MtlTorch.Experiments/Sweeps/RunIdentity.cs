using System.Security.Cryptography;
using System.Text;
using MtlTorch.Experiments.Comparing;
using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Sweeps;

/// <summary>What makes two runs the same: everything in their configurations that changes what is learnt, the seed included, and not their name, device or number of threads.</summary>
public static class RunIdentity
{
    private const int Digits = 16;

    /// <summary>The identity of a run: 16 hexadecimal digits of the SHA-256 hash of its configuration.</summary>
    /// <param name="config">The configuration, defaults filled in.</param>
    public static string Of(ExperimentConfig config)
    {
        var text = FlatConfig.Signature(FlatConfig.Of(config), key => FlatConfig.Matters(key) || key == "seed");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Digits];
    }
}
