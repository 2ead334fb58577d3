using MtlTorch.Experiments.Configs;

namespace MtlTorch.Experiments.Running;

/// <summary>Settles where and with how many threads a run computes.</summary>
public static class ComputeSettings
{
    /// <summary>Sets the threads and the rounding of this process and replaces "auto" by what it stands for here.</summary>
    /// <exception cref="InvalidOptionException">The device that is asked for is not there.</exception>
    public static ExperimentConfig Settle(ExperimentConfig config)
    {
        var device = DeviceOf(config.Device);
        if (config.Threads is { } threads)
        {
            torch.set_num_threads(threads);
        }

        if (device != "cpu")
        {
            torch.backends.cuda.matmul.allow_tf32 = config.Tf32;
            torch.backends.cudnn.allow_tf32 = config.Tf32;
        }

        return config with { Device = device, Threads = torch.get_num_threads() };
    }

    /// <summary>"cpu" or "cuda:N", checked against the machine.</summary>
    private static string DeviceOf(string text)
    {
        var gpus = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (text == "auto")
        {
            return gpus > 0 ? "cuda:0" : "cpu";
        }

        if (text == "cpu")
        {
            return text;
        }

        var index = text == "cuda" ? 0 : int.Parse(text["cuda:".Length..], System.Globalization.CultureInfo.InvariantCulture);
        return index < gpus
            ? $"cuda:{index}"
            : throw new InvalidOptionException("device", $"'{text}' is not there: LibTorch sees {gpus} CUDA {(gpus == 1 ? "device" : "devices")}. Use \"auto\" or \"cpu\", or see what `mtl doctor` says.");
    }
}
