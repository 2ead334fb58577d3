// Random number generators, of the CPU and of other devices.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <mutex>

#include "api.h"
#include "errors.h"

using namespace systemtorch;

namespace {

at::Generator& generator_of(void* handle) { return static_cast<GeneratorBox*>(handle)->generator; }

// A device's own generator is cloned, then seeded: creating one outright would need the device's headers.
at::Generator make_generator(c10::Device device, uint64_t seed) {
  if (device.is_cpu()) return at::detail::createCPUGenerator(seed);
  auto origin = at::globalContext().defaultGenerator(device);
  std::lock_guard<std::mutex> lock(origin.mutex());
  auto generator = origin.clone();
  generator.set_current_seed(seed);
  return generator;
}

}  // namespace

// Seeds the default generators of all devices.
ST_API int32_t st_manual_seed(uint64_t seed) {
  return guard_void([&] { at::manual_seed(seed); });
}

ST_API int32_t st_generator_new(int64_t device, uint64_t seed, void** out) {
  return guard_void([&] { *out = new GeneratorBox{make_generator(unpack_device(device), seed)}; });
}

ST_API int32_t st_generator_default(int64_t device, void** out) {
  return guard_void([&] {
    *out = new GeneratorBox{at::globalContext().defaultGenerator(unpack_device(device))};
  });
}

ST_API void st_generator_free(void* handle) {
  guard_void([&] { delete static_cast<GeneratorBox*>(handle); });
}

ST_API int32_t st_generator_set_seed(void* handle, uint64_t seed) {
  return guard_void([&] {
    auto& generator = generator_of(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_current_seed(seed);
  });
}

ST_API int32_t st_generator_seed(void* handle, uint64_t* out) {
  return guard_void([&] { *out = generator_of(handle).current_seed(); });
}

ST_API int32_t st_generator_state(void* handle, void** out) {
  return guard_void([&] {
    auto& generator = generator_of(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    *out = release(generator.get_state());
  });
}

ST_API int32_t st_generator_set_state(void* handle, void* state) {
  return guard_void([&] {
    auto& generator = generator_of(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(share(state));
  });
}
