using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Running;

/// <summary>Settles where and with how many threads a run computes.</summary>
public static class ComputeSettings
{
    private const string Cpu = "cpu";

    /// <summary>Sets the threads and the rounding of this process and replaces "auto" by what it stands for here.</summary>
    /// <exception cref="InvalidOptionException">The device that is asked for is not there.</exception>
    public static ExperimentConfig Settle(ExperimentConfig config)
    {
        var device = DeviceOf(config.Device);
        CheckReplicas(device, config.Replicas ?? 1);
        PrecisionChecks.Require(config with { Device = device });
        if (config.Threads is { } threads)
        {
            torch.set_num_threads(threads);
        }

        if (device != Cpu)
        {
            torch.backends.cuda.matmul.allow_tf32 = config.Tf32;
            torch.backends.cudnn.allow_tf32 = config.Tf32;
        }

        return config with { Device = device, Threads = torch.get_num_threads(), Replicas = config.Replicas ?? 1 };
    }

    /// <summary>Where a replica computes: on the CPU, or on its own GPU.</summary>
    /// <param name="config">A configuration whose device is settled.</param>
    /// <param name="replica">Number of the replica, from 0.</param>
    public static torch.Device DeviceOf(ExperimentConfig config, int replica) =>
        torch.device(config.Device == Cpu ? Cpu : $"cuda:{IndexOf(config.Device) + replica}");

    private static void CheckReplicas(string device, int replicas)
    {
        if (device != Cpu && IndexOf(device) + replicas > torch.cuda.device_count())
        {
            var left = torch.cuda.device_count() - IndexOf(device);
            throw new InvalidOptionException("replicas", $"each replica needs a GPU of its own, and from {device} on there {(left == 1 ? "is 1" : $"are {left}")}. Use at most {left} replicas.");
        }
    }

    private static int IndexOf(string device) => int.Parse(device["cuda:".Length..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>"cpu" or "cuda:N", checked against the machine.</summary>
    private static string DeviceOf(string text)
    {
        var gpus = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (text == "auto")
        {
            return gpus > 0 ? "cuda:0" : Cpu;
        }

        if (text == Cpu)
        {
            return text;
        }

        var index = text == "cuda" ? 0 : IndexOf(text);
        return index < gpus
            ? $"cuda:{index}"
            : throw new InvalidOptionException("device", $"'{text}' is not there: LibTorch sees {gpus} CUDA {(gpus == 1 ? "device" : "devices")}. Use \"auto\" or \"cpu\", or see what `mtl doctor` says.");
    }
}
