using System.Reflection;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private bool componentsRegistered;

            /// <summary>Registers the fields of the deriving classes that hold modules, parameters or buffers.</summary>
            protected virtual void RegisterComponents()
            {
                if (componentsRegistered)
                    return;
                componentsRegistered = true;
                foreach (var field in ComponentFields())
                {
                    var componentName = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                    if (!IsRegistered(componentName))
                        Register(componentName, field.GetValue(this));
                }
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    submodules.Remove(name);
                    return;
                }
                if (string.IsNullOrEmpty(name) || name.Contains('.'))
                    throw new ArgumentException($"module name can't be empty or contain \".\", got: '{name}'");
                if (submodules.ContainsKey(name))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                submodules.Add(name, submodule);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!ownParameters.TryAdd(name, param))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!ownBuffers.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter get_parameter(string target)
                => Find(target, (module, key) => module.ownParameters.TryGetValue(key, out var parameter) ? parameter : null);

            public virtual Tensor get_buffer(string target)
                => Find(target, (module, key) => module.ownBuffers.TryGetValue(key, out var buffer) ? buffer.Tensor : null);

            protected void ClearModules() => submodules.Clear();

            /// <summary>The setter of a module's parameter: the old one goes, the new one outlives the scope it was made in.</summary>
            private protected void Assign(ref Parameter field, Parameter value, string name)
            {
                if (ReferenceEquals(field, value))
                    return;
                field?.Dispose();
                field = value;
                value?.DetachFromDisposeScope();
                if (value is null)
                    ownParameters.Remove(name);
                else
                    ownParameters[name] = value;
            }

            /// <summary>The setter of a module's buffer.</summary>
            private protected void Assign(ref Tensor field, Tensor value, string name)
            {
                if (ReferenceEquals(field, value))
                    return;
                field?.Dispose();
                field = value;
                value?.DetachFromDisposeScope();
                if (value is null)
                    ownBuffers.Remove(name);
                else
                    ownBuffers[name] = (value, true);
            }

            // The most derived class first, as in TorchSharp. Modules of this assembly register what they have themselves.
            private IEnumerable<FieldInfo> ComponentFields()
            {
                const BindingFlags Declared =
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                for (var type = GetType(); type.Assembly != typeof(Module).Assembly; type = type.BaseType)
                {
                    // GetFields promises no order; the metadata token follows the order of declaration.
                    foreach (var field in type.GetFields(Declared).OrderBy(f => f.MetadataToken))
                        yield return field;
                }
            }

            private bool IsRegistered(string componentName)
                => ownParameters.ContainsKey(componentName)
                || ownBuffers.ContainsKey(componentName)
                || submodules.ContainsKey(componentName);

            private void Register(string componentName, object component)
            {
                switch (component)
                {
                    case Module module:
                        register_module(componentName, module);
                        break;
                    case Parameter parameter:
                        register_parameter(componentName, parameter);
                        break;
                    case Tensor buffer:
                        register_buffer(componentName, buffer);
                        break;
                }
            }

            /// <summary>Follows a path of names to the module that holds the last one.</summary>
            private T Find<T>(string target, Func<Module, string, T> look) where T : class
            {
                if (look(this, target) is { } own)
                    return own;
                int dot = target.IndexOf('.', StringComparison.Ordinal);
                if (dot < 0)
                    return null;
                var child = named_children().FirstOrDefault(entry => entry.name == target[..dot]).module;
                return child?.Find(target[(dot + 1)..], look);
            }
        }
    }
}
