// What every part of the library needs: export macro, LibTorch's version, handles.
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <torch/version.h>

#include <cstdint>
#include <optional>
#include <vector>

#if defined(_WIN32)
#define ST_API extern "C" __declspec(dllexport)
#else
#define ST_API extern "C" __attribute__((visibility("default")))
#endif

#define ST_TORCH_AT_LEAST(major, minor) \
  (TORCH_VERSION_MAJOR > (major) ||     \
   (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

namespace systemtorch {

// LibTorch took std::optional in the place of its own; the oldest versions supported have only their own.
#if ST_TORCH_AT_LEAST(2, 3)
template <class T>
using optional = std::optional<T>;
#else
template <class T>
using optional = c10::optional<T>;
#endif

// A tensor handle IS the TensorImpl*, and owns one reference to it: no heap object of our own per tensor.
inline c10::TensorImpl* impl_of(void* handle) { return static_cast<c10::TensorImpl*>(handle); }

// A tensor that shares what the handle refers to; an undefined one for a null handle.
inline at::Tensor share(void* handle) {
  if (!handle) return at::Tensor();
  using Pointer = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
  return at::Tensor(Pointer::reclaim_copy(impl_of(handle)));
}

// A tensor that takes the handle's reference over.
inline at::Tensor take(void* handle) {
  if (!handle) return at::Tensor();
  using Pointer = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
  return at::Tensor(Pointer::reclaim(impl_of(handle)));
}

// The tensor's reference as a handle, which the caller must free; null for an undefined tensor.
inline void* release(at::Tensor tensor) {
  return tensor.defined() ? static_cast<void*>(tensor.unsafeReleaseTensorImpl()) : nullptr;
}

// A handle without a reference of its own, for the time of a callback.
inline void* borrow(const at::Tensor& tensor) {
  return tensor.defined() ? static_cast<void*>(tensor.unsafeGetTensorImpl()) : nullptr;
}

inline std::vector<at::Tensor> share_all(void* const* handles, int32_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int32_t k = 0; k < count; k++) tensors.push_back(share(handles[k]));
  return tensors;
}

// A device as one number: type << 16 | index, index -1 for "the current one".
inline c10::Device unpack_device(int64_t packed) {
  return c10::Device(static_cast<c10::DeviceType>(packed >> 16),
                     static_cast<c10::DeviceIndex>(static_cast<int16_t>(packed & 0xffff)));
}

inline int64_t pack_device(c10::Device device) {
  return (static_cast<int64_t>(device.type()) << 16) |
         static_cast<uint16_t>(static_cast<int16_t>(device.index()));
}

// What a generator handle points to.
struct GeneratorBox {
  at::Generator generator;
};

}  // namespace systemtorch
