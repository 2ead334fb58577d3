using System.Runtime.Intrinsics.X86;
using MtlTorch.Experiments.Configs;
using MtlTorch.Modules;

namespace MtlTorch.Experiments.Running;

/// <summary>Whether a device computes in a precision, and well.</summary>
internal static class PrecisionChecks
{
    private const string Cpu = "cpu";

    /// <summary>Refuses fp16 on the CPU, which LibTorch does not compute there.</summary>
    /// <exception cref="InvalidOptionException">The configuration wants that.</exception>
    public static void Require(ExperimentConfig config)
    {
        if (config.Precision == Precision.Fp16 && config.Device == Cpu)
        {
            throw new InvalidOptionException("precision", "\"fp16\" needs a GPU, and the device is \"cpu\". Use \"bf16\" or \"fp32\" there.");
        }
    }

    /// <summary>What to tell whoever wants bf16 where it is slow; null where it is not, and where nobody knows.</summary>
    /// <param name="config">A configuration whose device is settled.</param>
    public static string? Warning(ExperimentConfig config) => Warning(config, ProcessorHasBf16());

    /// <summary>The same for a processor of which it is known.</summary>
    internal static string? Warning(ExperimentConfig config, bool processorHasBf16) => config.Precision == Precision.Bf16 && config.Device == Cpu && !processorHasBf16
        ? "this processor has no instructions for bf16 (AVX-512 BF16 or AMX), so that \"precision\": \"bf16\" is probably slower than fp32."
        : null;

    /// <summary>Whether the processor multiplies bfloat16. On other architectures than x86 Linux tells; where nobody does, it is taken for granted.</summary>
    private static bool ProcessorHasBf16()
    {
        const int Avx512Bf16 = 1 << 5;
        const int AmxBf16 = 1 << 22;
        if (X86Base.IsSupported)
        {
            return (X86Base.CpuId(7, 1).Eax & Avx512Bf16) != 0 || (X86Base.CpuId(7, 0).Edx & AmxBf16) != 0;
        }

        const string CpuInfo = "/proc/cpuinfo";
        return !File.Exists(CpuInfo) || File.ReadAllText(CpuInfo).Contains("bf16", StringComparison.Ordinal);
    }
}
