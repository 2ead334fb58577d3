// Custom autograd functions: a graph node whose backward is managed code.
#include <ATen/core/LegacyTypeDispatch.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/variable.h>

#include <memory>
#include <string>
#include <type_traits>

#include "api.h"
#include "errors.h"

namespace systemtorch {
namespace {

namespace autograd = torch::autograd;

// Called with `state`, the gradients of the outputs (borrowed, null where undefined), room for a gradient of every
// input (new handles, or null) and room for the id of a managed exception.
using BackwardCallback = void (*)(void* state, void* const* gradients, int32_t gradient_count, void** out,
                                  int32_t out_count, int64_t* error);
using DropCallback = void (*)(void* state);

// The managed side of a node. Dropped when LibTorch lets go of the node or of its saved values, not when some
// garbage collection comes by: it holds the saved tensors.
class ManagedState {
 public:
  ManagedState(void* state, DropCallback drop) : state_(state), drop_(drop) {}
  ~ManagedState() { drop_(state_); }
  ManagedState(const ManagedState&) = delete;
  ManagedState& operator=(const ManagedState&) = delete;
  void* get() const { return state_; }

 private:
  void* state_;
  DropCallback drop_;
};

struct ManagedNode : autograd::Node {
  std::shared_ptr<ManagedState> state;
  BackwardCallback backward = nullptr;
  std::string label;
  int32_t input_count = 0;
  bool materialize = true;
  std::vector<autograd::VariableInfo> outputs;

  autograd::variable_list apply(autograd::variable_list&& gradients) override {
    // A copy: a nested backward may release this node's values while the callback runs.
    auto held = state;
    if (!held) {
      throw std::runtime_error(
          "Trying to backward through a custom function a second time, after its saved values were freed. "
          "Specify retain_graph for the first time.");
    }
    at::OptionalDeviceGuard device_guard;
    std::vector<void*> in;
    for (size_t k = 0; k < gradients.size(); k++) {
      if (materialize && !gradients[k].defined()) gradients[k] = outputs[k].zeros(device_guard);
      in.push_back(borrow(gradients[k]));
    }
    std::vector<void*> out(input_count, nullptr);
    int64_t error = 0;
    backward(held->get(), in.data(), static_cast<int32_t>(in.size()), out.data(), input_count, &error);
    autograd::variable_list results;
    for (void* handle : out) results.push_back(take(handle));
    if (error != 0) throw ManagedError(error);
    return results;
  }

  void release_variables() override { state.reset(); }
  std::string name() const override { return label; }
};

// Nodes are held by std::shared_ptr in older versions of LibTorch and by its own pointer in newer ones.
template <class NodeType>
auto make_node() {
  using Pointer = decltype(autograd::Edge::function);
  if constexpr (std::is_same_v<Pointer, std::shared_ptr<autograd::Node>>) {
    return std::shared_ptr<NodeType>(new NodeType(), [](auto* node) { deleteNode(node); });
  } else {
    return c10::make_intrusive<NodeType>();
  }
}
using NodePointer = decltype(make_node<ManagedNode>());

// How an output came to be. Mirrored by OutputKinds in C#.
enum OutputKind : uint8_t { NotDifferentiable = 1, ModifiedInPlace = 2 };

at::Tensor attach(at::Tensor output, uint8_t kind, const NodePointer& node) {
  node->outputs.emplace_back(output);
  const bool differentiable = at::isFloatingType(output.scalar_type()) || at::isComplexType(output.scalar_type());
  if (!differentiable || (kind & NotDifferentiable)) {
    node->add_input_metadata(autograd::Node::undefined_input());
    return output;
  }
  if (kind & ModifiedInPlace) {
    if (output.is_leaf() && output.requires_grad()) {
      throw std::runtime_error("a leaf Variable that requires grad is being used in an in-place operation.");
    }
    autograd::impl::rebase_history(output, autograd::Edge(node, node->add_input_metadata(output)));
    return output;
  }
  // An input handed through, or a view of one, must not get a second history: it becomes a tensor of its own.
  at::AutoDispatchBelowADInplaceOrView below;
  auto fresh = output.detach();
  autograd::set_history(fresh, node);
  return fresh;
}

}  // namespace
}  // namespace systemtorch

using namespace systemtorch;

// Makes the outputs of a forward run (under no_grad) the outputs of a node over the inputs; each handle in `outputs`
// is replaced by a new one. Where nothing requires a gradient they are shared as they are and `drop` is called at once.
ST_API int32_t st_function(void* const* inputs, int32_t input_count, void** outputs, int32_t output_count,
                           const uint8_t* output_kinds, const char* name, int32_t materialize,
                           BackwardCallback backward, DropCallback drop, void* state) {
  auto managed = std::make_shared<ManagedState>(state, drop);
  return guard_void([&] {
    auto sources = share_all(inputs, input_count);
    NodePointer node;
    if (c10::GradMode::is_enabled() && autograd::any_variable_requires_grad(sources)) {
      node = make_node<ManagedNode>();
      node->state = std::move(managed);
      node->backward = backward;
      node->label = name;
      node->input_count = input_count;
      node->materialize = materialize != 0;
      node->set_next_edges(autograd::collect_next_edges(sources));
    }
    for (int32_t k = 0; k < output_count; k++) {
      auto output = share(outputs[k]);
      outputs[k] = release(node ? attach(std::move(output), output_kinds[k], node) : std::move(output));
    }
  });
}
