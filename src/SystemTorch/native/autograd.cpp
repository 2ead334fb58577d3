// Gradients of tensors, the engine, grad mode.
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include "api.h"
#include "errors.h"

using namespace systemtorch;

ST_API int32_t st_requires_grad(void* handle) {
  return guard([&] { return static_cast<int32_t>(impl_of(handle)->requires_grad()); });
}

ST_API int32_t st_set_requires_grad(void* handle, int32_t value) {
  return guard_void([&] { share(handle).set_requires_grad(value != 0); });
}

ST_API int32_t st_is_leaf(void* handle) {
  return guard([&] { return static_cast<int32_t>(share(handle).is_leaf()); });
}

ST_API int32_t st_retain_grad(void* handle) {
  return guard_void([&] { share(handle).retain_grad(); });
}

ST_API int32_t st_grad(void* handle, void** out) {
  return guard_void([&] { *out = release(share(handle).grad()); });
}

ST_API int32_t st_set_grad(void* handle, void* gradient) {
  return guard_void([&] { share(handle).mutable_grad() = share(gradient); });
}

ST_API int32_t st_backward(void* const* outputs, int32_t output_count, void* const* gradients, int32_t gradient_count,
                           int32_t retain_graph, int32_t create_graph, void* const* inputs, int32_t input_count) {
  return guard_void([&] {
    torch::autograd::backward(share_all(outputs, output_count), share_all(gradients, gradient_count),
                              optional<bool>(retain_graph != 0), create_graph != 0, share_all(inputs, input_count));
  });
}

// Writes a gradient for each input; null for one that is not used.
ST_API int32_t st_autograd_grad(void* const* outputs, int32_t output_count, void* const* inputs, int32_t input_count,
                                void* const* gradients, int32_t gradient_count, int32_t retain_graph,
                                int32_t create_graph, int32_t allow_unused, void** out) {
  return guard_void([&] {
    auto results = torch::autograd::grad(share_all(outputs, output_count), share_all(inputs, input_count),
                                         share_all(gradients, gradient_count), optional<bool>(retain_graph != 0),
                                         create_graph != 0, allow_unused != 0);
    for (auto& gradient : results) *out++ = release(std::move(gradient));
  });
}

ST_API int32_t st_grad_enabled() {
  return guard([&] { return static_cast<int32_t>(c10::GradMode::is_enabled()); });
}

ST_API void st_set_grad_enabled(int32_t value) {
  guard_void([&] { c10::GradMode::set_enabled(value != 0); });
}

// Bit 0: anomaly detection is on; bit 1: it looks for NaN.
ST_API int32_t st_anomaly_mode() {
  using torch::autograd::AnomalyMode;
  return guard([&] { return (AnomalyMode::is_enabled() ? 1 : 0) | (AnomalyMode::should_check_nan() ? 2 : 0); });
}

ST_API int32_t st_set_anomaly_mode(int32_t enabled, int32_t check_nan) {
  return guard_void([&] { torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0); });
}
