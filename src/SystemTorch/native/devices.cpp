// Devices, through LibTorch's device-generic interfaces: no header of any device is needed.
#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include "api.h"
#include "errors.h"

using namespace systemtorch;

ST_API const char* st_version() { return TORCH_VERSION; }

ST_API int32_t st_cuda_is_available() {
  return guard([&] { return static_cast<int32_t>(at::globalContext().hasCUDA()); });
}

ST_API int32_t st_cudnn_is_available() {
  return guard([&] { return static_cast<int32_t>(at::detail::getCUDAHooks().hasCuDNN()); });
}

ST_API int32_t st_cuda_device_count() {
  return guard([&] {
    return at::globalContext().hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
  });
}

// Waits for all work queued on the device's current stream. Nothing to wait for on the CPU.
ST_API int32_t st_synchronize(int64_t packed_device) {
  return guard_void([&] {
    auto device = unpack_device(packed_device);
    if (device.is_cpu()) return;
    c10::impl::VirtualGuardImpl device_guard(device.type());
    if (!device.has_index()) device = device_guard.getDevice();
    device_guard.synchronizeStream(device_guard.getStream(device));
  });
}

// Whether float32 matrix products and convolutions may use TF32 on devices that have it.
ST_API int32_t st_matmul_allows_tf32() {
  return guard([&] { return static_cast<int32_t>(at::globalContext().allowTF32CuBLAS()); });
}

ST_API int32_t st_set_matmul_allows_tf32(int32_t value) {
  return guard_void([&] { at::globalContext().setAllowTF32CuBLAS(value != 0); });
}

ST_API int32_t st_cudnn_allows_tf32() {
  return guard([&] { return static_cast<int32_t>(at::globalContext().allowTF32CuDNN()); });
}

ST_API int32_t st_set_cudnn_allows_tf32(int32_t value) {
  return guard_void([&] { at::globalContext().setAllowTF32CuDNN(value != 0); });
}
