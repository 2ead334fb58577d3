// Lifetime, metadata and memory of tensors: what the dispatcher does not offer.
#include <ATen/ops/empty.h>

#include "api.h"
#include "errors.h"

using namespace systemtorch;

// Releasing runs deleters and may destroy a whole graph; it is called on the finalizer thread too.
ST_API void st_free(void* handle) {
  guard_void([&] { c10::raw::intrusive_ptr::decref(impl_of(handle)); });
}

// A second reference to the same tensor. Does not throw.
ST_API void* st_share(void* handle) {
  c10::raw::intrusive_ptr::incref(impl_of(handle));
  return handle;
}

ST_API int32_t st_use_count(void* handle) {
  return guard([&] { return static_cast<int32_t>(c10::raw::intrusive_ptr::use_count(impl_of(handle))); });
}

ST_API int64_t st_dim(void* handle) {
  return guard([&] { return static_cast<int64_t>(impl_of(handle)->dim()); });
}

ST_API int64_t st_numel(void* handle) {
  return guard([&] { return static_cast<int64_t>(impl_of(handle)->numel()); });
}

ST_API int32_t st_dtype(void* handle) {
  return guard([&] { return static_cast<int32_t>(c10::typeMetaToScalarType(impl_of(handle)->dtype())); });
}

ST_API int64_t st_device(void* handle) {
  return guard([&] { return pack_device(impl_of(handle)->device()); });
}

ST_API int32_t st_is_contiguous(void* handle) {
  return guard([&] { return static_cast<int32_t>(impl_of(handle)->is_contiguous()); });
}

ST_API int32_t st_is_sparse(void* handle) {
  return guard([&] { return static_cast<int32_t>(impl_of(handle)->is_sparse()); });
}

// The bytes of a tensor's elements; 0 for layouts without storage.
ST_API int64_t st_nbytes(void* handle) {
  return guard([&]() -> int64_t {
    auto impl = impl_of(handle);
    return impl->has_storage() ? impl->numel() * static_cast<int64_t>(impl->itemsize()) : 0;
  });
}

ST_API int64_t st_storage_offset(void* handle) {
  return guard([&] { return static_cast<int64_t>(impl_of(handle)->storage_offset()); });
}

ST_API int64_t st_size(void* handle, int64_t dimension) {
  return guard([&] { return static_cast<int64_t>(share(handle).size(dimension)); });
}

// May be negative in layouts to come, so the result does not travel as the return value.
ST_API int32_t st_stride(void* handle, int64_t dimension, int64_t* out) {
  return guard_void([&] { *out = share(handle).stride(dimension); });
}

ST_API int32_t st_sizes(void* handle, int64_t* out) {
  return guard_void([&] {
    for (int64_t size : impl_of(handle)->sizes()) *out++ = size;
  });
}

ST_API int32_t st_strides(void* handle, int64_t* out) {
  return guard_void([&] {
    for (int64_t stride : impl_of(handle)->strides()) *out++ = stride;
  });
}

ST_API int32_t st_data(void* handle, void** out) {
  return guard_void([&] { *out = share(handle).data_ptr(); });
}

// An uninitialized CPU tensor and its memory, to be filled from managed memory.
ST_API int32_t st_empty_cpu(const int64_t* sizes, int32_t dimensions, int32_t dtype, void** out, void** data) {
  return guard_void([&] {
    auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype));
    auto tensor = at::empty(at::IntArrayRef(sizes, dimensions), options);
    *data = tensor.data_ptr();
    *out = release(std::move(tensor));
  });
}
