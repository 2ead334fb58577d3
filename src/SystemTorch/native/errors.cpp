#include "errors.h"

#include "api.h"

namespace systemtorch {
namespace {

thread_local std::string last_error;
thread_local int64_t managed_error = 0;

}  // namespace

void remember(const char* message) noexcept {
  try {
    last_error = message;
  } catch (...) {
    // Out of memory for the message: the caller still learns that the call failed.
  }
}

void remember(const ManagedError& error) noexcept {
  managed_error = error.id;
  remember(error.what());
}

}  // namespace systemtorch

using namespace systemtorch;

// The message of this thread's last failure.
ST_API const char* st_last_error() { return last_error.c_str(); }

// The id of the managed exception behind the last failure, once; 0 if LibTorch itself failed.
ST_API int64_t st_take_managed_error() { return std::exchange(managed_error, 0); }
