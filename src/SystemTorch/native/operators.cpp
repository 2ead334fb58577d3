// Every ATen operator is reachable through one entry point, st_call: it boxes tagged values onto a stack and goes
// through LibTorch's dispatcher, as the generated wrappers of PyTorch's own extensions do.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/core/stack.h>

#include <deque>
#include <memory>
#include <string>

#include "api.h"
#include "errors.h"

namespace systemtorch {
namespace {

// What a value is. Mirrored by ValueTag in C#.
enum class Tag : int32_t {
  None = 0,
  Tensor = 1,
  Int = 2,
  Double = 3,
  Bool = 4,
  Device = 5,
  Generator = 6,
  SchemaDefault = 7,
  IntList = 8,
  DoubleList = 9,
  TensorList = 10,
  Text = 11,
};

// An argument or a result. Mirrored by Value in C#.
struct Value {
  Tag tag;
  int32_t length;  // of lists and texts
  union {
    void* pointer;
    int64_t integer;
    double number;
  };
};
static_assert(sizeof(Value) == 16, "the layout of Value is shared with C#");

// What a schema asks for, as far as boxing must know.
enum class Kind : uint8_t {
  Other,
  Tensor,
  Int,
  Float,
  Bool,
  IntList,
  FloatList,
  NumberList,
  TensorList,
  OptionalTensorList,
};

struct Parameter {
  Kind kind;
  bool optional;
  bool has_default;
  c10::IValue default_value;
};

// What an operator handle points to: kinds are computed once, at the first look-up.
struct Operator {
  c10::OperatorHandle handle;
  std::vector<Parameter> parameters;
};

// One stack for each depth of nesting: kernels hold references into theirs, so a callback that calls an operator in
// turn (a custom function) must not make it reallocate. Stacks are kept, so that a call allocates nothing.
class StackLease {
 public:
  StackLease() : stack_(enter()) {}
  ~StackLease() { pool().stacks[--pool().depth].clear(); }
  StackLease(const StackLease&) = delete;
  StackLease& operator=(const StackLease&) = delete;
  torch::jit::Stack& operator*() { return stack_; }

 private:
  struct Pool {
    std::deque<torch::jit::Stack> stacks;
    size_t depth = 0;
  };
  static Pool& pool() {
    thread_local Pool pool;
    return pool;
  }
  static torch::jit::Stack& enter() {
    auto& [stacks, depth] = pool();
    if (depth == stacks.size()) stacks.emplace_back().reserve(32);
    return stacks[depth++];
  }

  torch::jit::Stack& stack_;
};

Kind kind_of(const c10::TypePtr& type);

Kind list_kind_of(const c10::TypePtr& element) {
  if (element->kind() == c10::TypeKind::OptionalType) return Kind::OptionalTensorList;
  if (element->kind() == c10::TypeKind::NumberType) return Kind::NumberList;
  switch (kind_of(element)) {
    case Kind::Tensor: return Kind::TensorList;
    case Kind::Int: return Kind::IntList;
    case Kind::Float: return Kind::FloatList;
    default: return Kind::Other;
  }
}

Kind kind_of(const c10::TypePtr& type) {
  switch (type->kind()) {
    case c10::TypeKind::TensorType: return Kind::Tensor;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType: return Kind::Int;
    case c10::TypeKind::FloatType: return Kind::Float;
    case c10::TypeKind::BoolType: return Kind::Bool;
    case c10::TypeKind::OptionalType: return kind_of(type->expectRef<c10::OptionalType>().getElementType());
    case c10::TypeKind::ListType: return list_kind_of(type->expectRef<c10::ListType>().getElementType());
    default: return Kind::Other;
  }
}

[[noreturn]] void reject(const Operator& op, size_t index, const char* reason) {
  throw std::runtime_error("SystemTorch: argument " + std::to_string(index) + " of " +
                           c10::toString(op.handle.operator_name()) + " (" +
                           op.handle.schema().arguments()[index].name() + "): " + reason);
}

template <class Element, class Source>
c10::IValue list_of(const Source* source, int32_t length) {
  c10::List<Element> list;
  list.reserve(length);
  for (int32_t k = 0; k < length; k++) list.push_back(static_cast<Element>(source[k]));
  return c10::IValue(std::move(list));
}

c10::IValue tensor_list_of(void* const* handles, int32_t length) {
  c10::List<at::Tensor> list;
  list.reserve(length);
  for (int32_t k = 0; k < length; k++) list.push_back(share(handles[k]));
  return c10::IValue(std::move(list));
}

c10::IValue optional_tensor_list_of(void* const* handles, int32_t length) {
  c10::List<optional<at::Tensor>> list;
  list.reserve(length);
  for (int32_t k = 0; k < length; k++) {
    list.push_back(handles[k] ? optional<at::Tensor>(share(handles[k])) : optional<at::Tensor>());
  }
  return c10::IValue(std::move(list));
}

c10::IValue box_default(const Operator& op, size_t index) {
  const Parameter& parameter = op.parameters[index];
  if (!parameter.has_default && !parameter.optional) reject(op, index, "is required");
  return parameter.default_value;
}

c10::IValue box_int(Kind kind, int64_t value) {
  switch (kind) {
    case Kind::Float: return static_cast<double>(value);
    case Kind::Bool: return value != 0;
    case Kind::IntList: return list_of<int64_t>(&value, 1);
    case Kind::FloatList: return list_of<double>(&value, 1);
    default: return value;
  }
}

c10::IValue box_double(const Operator& op, size_t index, double value) {
  switch (op.parameters[index].kind) {
    case Kind::Int:
    case Kind::Bool: reject(op, index, "a floating-point number was given");
    case Kind::FloatList: return list_of<double>(&value, 1);
    default: return value;
  }
}

c10::IValue box_list(Kind kind, const Value& value) {
  if (value.tag == Tag::IntList) {
    auto source = static_cast<const int64_t*>(value.pointer);
    if (kind == Kind::FloatList) return list_of<double>(source, value.length);
    if (kind == Kind::NumberList) return list_of<at::Scalar>(source, value.length);
    return list_of<int64_t>(source, value.length);
  }
  if (value.tag == Tag::DoubleList) {
    auto source = static_cast<const double*>(value.pointer);
    if (kind == Kind::NumberList) return list_of<at::Scalar>(source, value.length);
    return list_of<double>(source, value.length);
  }
  auto handles = static_cast<void* const*>(value.pointer);
  if (kind == Kind::OptionalTensorList) return optional_tensor_list_of(handles, value.length);
  return tensor_list_of(handles, value.length);
}

// An operator tells an absent tensor (undefined) from an absent optional tensor (None).
c10::IValue box_tensor(const Parameter& parameter, void* handle) {
  if (!handle && parameter.optional) return c10::IValue();
  return share(handle);
}

c10::IValue box(const Operator& op, size_t index, const Value& value) {
  const Parameter& parameter = op.parameters[index];
  switch (value.tag) {
    case Tag::None: return parameter.kind == Kind::Tensor ? box_tensor(parameter, nullptr) : c10::IValue();
    case Tag::Tensor: return box_tensor(parameter, value.pointer);
    case Tag::Int: return box_int(parameter.kind, value.integer);
    case Tag::Double: return box_double(op, index, value.number);
    case Tag::Bool: return parameter.kind == Kind::Int ? c10::IValue(value.integer) : c10::IValue(value.integer != 0);
    case Tag::Device: return unpack_device(value.integer);
    case Tag::Generator: return static_cast<GeneratorBox*>(value.pointer)->generator;
    case Tag::SchemaDefault: return box_default(op, index);
    case Tag::IntList:
    case Tag::DoubleList:
    case Tag::TensorList: return box_list(parameter.kind, value);
    case Tag::Text: return std::string(static_cast<const char*>(value.pointer), value.length);
  }
  reject(op, index, "unknown tag");
}

// The handles of the last tensor list returned on this thread: the caller copies them at once.
thread_local std::vector<void*> returned_list;

Value unbox_list(const c10::List<at::Tensor>& list) {
  returned_list.clear();
  returned_list.reserve(list.size());
  for (size_t k = 0; k < list.size(); k++) returned_list.push_back(release(list.get(k)));
  Value value{Tag::TensorList, static_cast<int32_t>(returned_list.size()), {returned_list.data()}};
  return value;
}

Value unbox(c10::IValue& result) {
  Value value{Tag::None, 0, {nullptr}};
  if (result.isTensor()) {
    value.tag = Tag::Tensor;
    value.pointer = release(std::move(result).toTensor());
  } else if (result.isInt()) {
    value.tag = Tag::Int;
    value.integer = result.toInt();
  } else if (result.isDouble()) {
    value.tag = Tag::Double;
    value.number = result.toDouble();
  } else if (result.isBool()) {
    value.tag = Tag::Bool;
    value.integer = result.toBool();
  } else if (result.isTensorList()) {
    return unbox_list(result.toTensorList());
  } else if (!result.isNone()) {
    throw std::runtime_error("SystemTorch: cannot return a value of type " + result.tagKind());
  }
  return value;
}

std::unique_ptr<Operator> look_up(const char* name, const char* overload) {
  auto op = std::make_unique<Operator>(
      Operator{c10::Dispatcher::singleton().findSchemaOrThrow(name, overload), {}});
  for (const auto& argument : op->handle.schema().arguments()) {
    Parameter parameter;
    parameter.kind = kind_of(argument.type());
    parameter.optional = argument.type()->kind() == c10::TypeKind::OptionalType;
    parameter.has_default = argument.default_value().has_value();
    if (parameter.has_default) parameter.default_value = *argument.default_value();
    op->parameters.push_back(std::move(parameter));
  }
  return op;
}

int32_t call(const Operator& op, const Value* arguments, size_t count, Value* results, int32_t capacity) {
  StackLease lease;
  torch::jit::Stack& stack = *lease;
  const size_t total = op.parameters.size();
  if (count > total) {
    throw std::runtime_error("SystemTorch: too many arguments for " + c10::toString(op.handle.operator_name()));
  }
  for (size_t k = 0; k < count; k++) stack.push_back(box(op, k, arguments[k]));
  for (size_t k = count; k < total; k++) stack.push_back(box_default(op, k));
  op.handle.callBoxed(&stack);
  const auto returned = static_cast<int32_t>(stack.size());
  for (int32_t k = 0; k < returned && k < capacity; k++) results[k] = unbox(stack[k]);
  return returned;
}

}  // namespace
}  // namespace systemtorch

using namespace systemtorch;

// The operator, or null where this LibTorch has none of that name and overload. Operators are never freed.
ST_API void* st_operator(const char* name, const char* overload) {
  return guard([&]() -> void* { return look_up(name, overload).release(); }, static_cast<void*>(nullptr));
}

// Calls an operator with `count` arguments; the rest take the schema's defaults. Up to `capacity` results are
// written, their handles are then the caller's; further ones are dropped. Returns the number of results or -1.
ST_API int32_t st_call(const void* op, const Value* arguments, int32_t count, Value* results, int32_t capacity) {
  return guard([&] { return call(*static_cast<const Operator*>(op), arguments, count, results, capacity); });
}

// The schemas of all aten operators, one a line: what the wrapper generator reads.
ST_API const char* st_schemas() {
  static thread_local std::string text;
  guard_void([&] {
    text.clear();
    for (const auto& name : c10::Dispatcher::singleton().getAllOpNames()) {
      if (name.name.rfind("aten::", 0) != 0) continue;
      if (auto op = c10::Dispatcher::singleton().findSchema(name)) text += c10::toString(op->schema()) + "\n";
    }
  });
  return text.c_str();
}
