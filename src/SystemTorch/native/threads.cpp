// The number of threads that an operator may use.
#include <ATen/Parallel.h>

#include <atomic>

#include "api.h"
#include "errors.h"

namespace systemtorch {
namespace {

// OpenMP's setting is each thread's own, so LibTorch's is, too. What was asked for last is kept here, and each thread
// adopts it at its next call.
std::atomic<int32_t> wanted_count{0};
std::atomic<int32_t> wanted_version{0};
thread_local int32_t adopted_version = 0;

}  // namespace

void adopt_thread_count() {
  const int32_t version = wanted_version.load(std::memory_order_acquire);
  if (version == adopted_version) return;
  adopted_version = version;
  at::set_num_threads(wanted_count.load(std::memory_order_relaxed));
}

}  // namespace systemtorch

using namespace systemtorch;

ST_API int32_t st_num_threads() {
  return guard([&] { return static_cast<int32_t>(at::get_num_threads()); });
}

ST_API int32_t st_set_num_threads(int32_t count) {
  return guard_void([&] {
    if (count <= 0) throw std::runtime_error("set_num_threads expects a positive integer");
    at::set_num_threads(count);
    wanted_count.store(count, std::memory_order_relaxed);
    adopted_version = wanted_version.fetch_add(1, std::memory_order_acq_rel) + 1;
  });
}

ST_API int32_t st_num_interop_threads() {
  return guard([&] { return static_cast<int32_t>(at::get_num_interop_threads()); });
}

ST_API int32_t st_set_num_interop_threads(int32_t count) {
  return guard_void([&] { at::set_num_interop_threads(count); });
}
