namespace TorchSharp.Interop;

/// <summary>
/// The functions of the native library (native/*.cpp), in the order of its files. All are blittable. Where nothing else
/// is said, -1 or null means that the call failed (<see cref="NativeError"/>).
/// </summary>
internal static unsafe partial class Native
{
    private const string Library = "systemtorch";

    // errors.cpp
    [LibraryImport(Library)] internal static partial byte* st_last_error();
    [LibraryImport(Library)] internal static partial long st_take_managed_error();

    // operators.cpp
    [LibraryImport(Library)] internal static partial nint st_operator(byte* name, byte* overload);
    [LibraryImport(Library)] internal static partial int st_call(nint op, Value* arguments, int count, Value* results, int capacity);
    [LibraryImport(Library)] internal static partial byte* st_schemas();

    // adam.cpp
    [LibraryImport(Library)]
    internal static partial int st_adam(
        nint parameter, nint first, nint second, nint gradient, double beta1, double beta2, double eps, double root, double rate);

    // tensors.cpp. Those that are short, never block and never call back go without a GC transition.
    [LibraryImport(Library)] internal static partial void st_free(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial nint st_share(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int st_use_count(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long st_dim(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long st_numel(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int st_dtype(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long st_device(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int st_is_contiguous(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int st_is_sparse(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long st_nbytes(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long st_storage_offset(nint tensor);
    [LibraryImport(Library)] internal static partial long st_size(nint tensor, long dimension);
    [LibraryImport(Library)] internal static partial int st_stride(nint tensor, long dimension, long* stride);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int st_sizes(nint tensor, long* sizes);
    [LibraryImport(Library)] internal static partial int st_strides(nint tensor, long* strides);
    [LibraryImport(Library)] internal static partial int st_data(nint tensor, void** data);
    [LibraryImport(Library)] internal static partial int st_empty_cpu(long* sizes, int dimensions, int dtype, nint* tensor, void** data);

    // autograd.cpp
    [LibraryImport(Library), SuppressGCTransition] internal static partial int st_requires_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int st_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library)] internal static partial int st_is_leaf(nint tensor);
    [LibraryImport(Library)] internal static partial int st_retain_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int st_grad(nint tensor, nint* gradient);
    [LibraryImport(Library)] internal static partial int st_set_grad(nint tensor, nint gradient);
    [LibraryImport(Library)]
    internal static partial int st_backward(
        nint* outputs, int outputCount, nint* gradients, int gradientCount, int retainGraph, int createGraph, nint* inputs, int inputCount);

    [LibraryImport(Library)]
    internal static partial int st_autograd_grad(
        nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradients, int gradientCount, int retainGraph,
        int createGraph, int allowUnused, nint* results);

    [LibraryImport(Library), SuppressGCTransition] internal static partial int st_grad_enabled();
    [LibraryImport(Library), SuppressGCTransition] internal static partial void st_set_grad_enabled(int value);
    [LibraryImport(Library)] internal static partial int st_anomaly_mode();
    [LibraryImport(Library)] internal static partial int st_set_anomaly_mode(int enabled, int checkNaN);

    // functions.cpp
    [LibraryImport(Library)]
    internal static partial int st_function(
        nint* inputs, int inputCount, nint* outputs, int outputCount, byte* outputKinds, byte* name, int materialize,
        delegate* unmanaged<nint, nint*, int, nint*, int, long*, void> backward, delegate* unmanaged<nint, void> drop, nint state);

    // random.cpp
    [LibraryImport(Library)] internal static partial int st_manual_seed(ulong seed);
    [LibraryImport(Library)] internal static partial int st_generator_new(long device, ulong seed, nint* generator);
    [LibraryImport(Library)] internal static partial int st_generator_default(long device, nint* generator);
    [LibraryImport(Library)] internal static partial void st_generator_free(nint generator);
    [LibraryImport(Library)] internal static partial int st_generator_set_seed(nint generator, ulong seed);
    [LibraryImport(Library)] internal static partial int st_generator_seed(nint generator, ulong* seed);
    [LibraryImport(Library)] internal static partial int st_generator_state(nint generator, nint* state);
    [LibraryImport(Library)] internal static partial int st_generator_set_state(nint generator, nint state);

    // threads.cpp
    [LibraryImport(Library)] internal static partial int st_num_threads();
    [LibraryImport(Library)] internal static partial int st_set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int st_num_interop_threads();
    [LibraryImport(Library)] internal static partial int st_set_num_interop_threads(int count);

    // devices.cpp
    [LibraryImport(Library)] internal static partial byte* st_version();
    [LibraryImport(Library)] internal static partial int st_cuda_is_available();
    [LibraryImport(Library)] internal static partial int st_cudnn_is_available();
    [LibraryImport(Library)] internal static partial int st_cuda_device_count();
    [LibraryImport(Library)] internal static partial int st_synchronize(long device);
    [LibraryImport(Library)] internal static partial int st_matmul_allows_tf32();
    [LibraryImport(Library)] internal static partial int st_set_matmul_allows_tf32(int value);
    [LibraryImport(Library)] internal static partial int st_cudnn_allows_tf32();
    [LibraryImport(Library)] internal static partial int st_set_cudnn_allows_tf32(int value);
}
