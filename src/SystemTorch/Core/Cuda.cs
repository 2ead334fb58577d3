namespace TorchSharp;

public static partial class torch
{
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>NVIDIA's devices, and AMD's under the same name.</summary>
    public static class cuda
    {
        public static bool is_available() => NativeError.Check(Native.st_cuda_is_available()) != 0 && device_count() > 0;

        public static bool is_cudnn_available() => NativeError.Check(Native.st_cudnn_is_available()) != 0;

        public static int device_count() => NativeError.Check(Native.st_cuda_device_count());

        /// <summary>Waits for the work queued on the device's current stream.</summary>
        public static void synchronize(Device device = null)
        {
            if (is_available())
                NativeError.Check(Native.st_synchronize((device ?? CUDA).Packed));
        }

        /// <summary>Seeds the current device's default generator.</summary>
        public static void manual_seed(long seed) => Seed(CUDA, seed);

        /// <summary>Seeds the default generators of all CUDA devices, and no other.</summary>
        public static void manual_seed_all(long seed)
        {
            for (int i = 0; i < device_count(); i++)
                Seed(new Device(DeviceType.CUDA, i), seed);
        }

        private static void Seed(Device device, long seed)
        {
            if (!is_available())
                return;
            using var generator = Generator.DefaultOf(device);
            generator.manual_seed(seed);
        }
    }
}
