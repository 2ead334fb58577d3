// The border: nothing that LibTorch throws crosses it.
#pragma once

#include <c10/util/Exception.h>

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace systemtorch {

// A managed callback threw. The exception object waits on the managed side under this id and is thrown again there,
// once the native frames in between are unwound.
struct ManagedError : std::runtime_error {
  int64_t id;
  explicit ManagedError(int64_t id) : std::runtime_error("managed exception in a callback"), id(id) {}
};

// Keeps what was thrown for st_last_error and st_take_managed_error. Never throws.
void remember(const char* message) noexcept;
void remember(const ManagedError& error) noexcept;

// Brings this thread's number of intra-op threads up to date (threads.cpp).
void adopt_thread_count();

// Runs body; where it throws, keeps the message and gives `failed`. The only way into LibTorch.
template <class Body, class Result = decltype(std::declval<Body>()())>
Result guard(Body&& body, Result failed = Result(-1)) noexcept {
  try {
    adopt_thread_count();
    return body();
  } catch (const ManagedError& error) {
    remember(error);
  } catch (const c10::Error& error) {
    remember(error.what_without_backtrace());
  } catch (const std::exception& error) {
    remember(error.what());
  } catch (...) {
    remember("unknown native exception");
  }
  return failed;
}

// The same for a body without a result: 0, or -1 where it throws.
template <class Body>
int32_t guard_void(Body&& body) noexcept {
  return guard([&]() -> int32_t {
    body();
    return 0;
  });
}

}  // namespace systemtorch
