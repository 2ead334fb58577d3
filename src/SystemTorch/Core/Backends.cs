namespace TorchSharp;

public static partial class torch
{
    /// <summary>Settings of the libraries that LibTorch uses.</summary>
    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                /// <summary>Whether float32 matrix products may use TF32.</summary>
                public static bool allow_tf32
                {
                    get => NativeError.Check(Native.st_matmul_allows_tf32()) != 0;
                    set => NativeError.Check(Native.st_set_matmul_allows_tf32(value ? 1 : 0));
                }
            }
        }

        public static class cudnn
        {
            /// <summary>Whether float32 convolutions may use TF32.</summary>
            public static bool allow_tf32
            {
                get => NativeError.Check(Native.st_cudnn_allows_tf32()) != 0;
                set => NativeError.Check(Native.st_set_cudnn_allows_tf32(value ? 1 : 0));
            }
        }
    }
}
