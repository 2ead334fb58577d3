// Adam's step in one pass over memory. As operators it is eight passes, and as many calls.
#include <ATen/TensorIterator.h>

#include <cmath>

#include "api.h"
#include "errors.h"

namespace systemtorch {
namespace {

// What changes from step to step, as the kernels of LibTorch round it.
struct Factors {
  float beta1, rest1, beta2, rest2, root, eps, rate;
};

#if defined(__x86_64__) && defined(__GNUC__)

bool has_fused_arithmetic() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

// Rounds where LibTorch's operators round, of which add_ and addcmul_ fuse their last product and sum.
__attribute__((target("avx2,fma"))) void update(float* parameter, float* first, float* second, const float* gradient,
                                                int64_t count, const Factors f) {
  for (int64_t k = 0; k < count; k++) {
    const float g = gradient[k];
    const float m = std::fma(g, f.rest1, first[k] * f.beta1);
    const float v = std::fma(f.rest2 * g, g, second[k] * f.beta2);
    const float denominator = std::sqrt(v) / f.root + f.eps;
    first[k] = m;
    second[k] = v;
    parameter[k] += f.rate * m / denominator;
  }
}

#else

bool has_fused_arithmetic() { return false; }

void update(float*, float*, float*, const float*, int64_t, const Factors) {}

#endif

bool is_plain(const at::Tensor& tensor, const at::Tensor& like) {
  return tensor.is_cpu() && tensor.layout() == at::kStrided && tensor.scalar_type() == at::kFloat &&
         tensor.is_contiguous() && tensor.sizes() == like.sizes();
}

}  // namespace
}  // namespace systemtorch

using namespace systemtorch;

// Moves a parameter and its two moments. Gives 1, or 0 where this is left to operators: on other devices, types and
// layouts. `root` is what the denominator is divided by before eps, `rate` what the quotient is multiplied with.
ST_API int32_t st_adam(void* parameter, void* first, void* second, void* gradient, double beta1, double beta2, double eps,
                       double root, double rate) {
  return guard([&]() -> int32_t {
    const at::Tensor p = share(parameter), m = share(first), v = share(second), g = share(gradient);
    if (!has_fused_arithmetic() || !is_plain(p, p) || !is_plain(m, p) || !is_plain(v, p) || !is_plain(g, p)) return 0;
    const Factors factors{static_cast<float>(beta1), static_cast<float>(1 - beta1), static_cast<float>(beta2),
                          static_cast<float>(1 - beta2), static_cast<float>(root), static_cast<float>(eps),
                          static_cast<float>(rate)};
    // The iterator deals the elements to LibTorch's own threads.
    auto elements = at::TensorIteratorConfig()
                        .add_output(p).add_output(m).add_output(v).add_input(g)
                        .set_check_mem_overlap(false)
                        .resize_outputs(false)
                        .build();
    elements.for_each([&](char** data, const int64_t*, int64_t count) {
      update(reinterpret_cast<float*>(data[0]), reinterpret_cast<float*>(data[1]), reinterpret_cast<float*>(data[2]),
             reinterpret_cast<const float*>(data[3]), count, factors);
    });
    for (const auto& changed : {p, m, v}) changed.unsafeGetTensorImpl()->bump_version();
    return 1;
  });
}
