// How the C library keeps memory that was freed.
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>

namespace systemtorch {
namespace {

// LibTorch asks malloc for every activation and frees it within the step. Left to itself, glibc gives blocks of this size
// back to the system at once, and the next step pays again for each page at its first touch. What the user has set stays.
const bool keeps_freed_memory = [] {
  constexpr int largest_threshold = 32 << 20;  // glibc takes no more
  constexpr int kept_at_most = 512 << 20;
  if (std::getenv("GLIBC_TUNABLES")) return false;
  if (!std::getenv("MALLOC_MMAP_THRESHOLD_")) mallopt(M_MMAP_THRESHOLD, largest_threshold);
  if (!std::getenv("MALLOC_TRIM_THRESHOLD_")) mallopt(M_TRIM_THRESHOLD, kept_at_most);
  return true;
}();

}  // namespace
}  // namespace systemtorch
#endif
