namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a network. This file holds the tree of modules; Module.Registration.cs how it is built, Module.State.cs
        /// what is saved of it, Module.Moving.cs its way to other devices and element types.
        /// </summary>
        public partial class Module : IDisposable
        {
            protected string name;

            // In the order of registration, which is the order of parameters().
            private readonly OrderedDictionary<string, Parameter> ownParameters = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> ownBuffers = [];
            private readonly OrderedDictionary<string, Module> submodules = [];

            protected Module(string name) => this.name = name;

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => name;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children())
                    child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            public virtual IEnumerable<(string name, Module module)> named_children()
                => submodules.Select(entry => (entry.Key, entry.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            /// <summary>All modules below this one: first the children, then what is below each.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children())
                    yield return child;
                foreach (var (childName, child) in named_children())
                    foreach (var (path, module) in child.named_modules())
                        yield return ($"{childName}.{path}", module);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>Each parameter once, however many modules share it; those disposed of are left out.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var own = ownParameters.Select(entry => (entry.Key, entry.Value));
                return Distinct(recurse ? own.Concat(Below(child => child.named_parameters())) : own);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true)
                => named_parameters(recurse).Select(entry => entry.parameter);

            /// <summary>As in TorchSharp, buffers that are not persistent never appear, whatever is asked for.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var own = ownBuffers.Where(entry => entry.Value.Persistent).Select(entry => (entry.Key, entry.Value.Tensor));
                return Distinct(recurse ? own.Concat(Below(child => child.named_buffers())) : own);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true)
                => named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    if (gradient is null)
                        continue;
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        Operators.zero_.Run(gradient);
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var parameter in ownParameters.Values)
                    parameter.Dispose();
                foreach (var (buffer, _) in ownBuffers.Values)
                    buffer.Dispose();
                foreach (var child in submodules.Values)
                    child.Dispose();
            }

            private IEnumerable<(string, T)> Below<T>(Func<Module, IEnumerable<(string, T)>> select)
                => named_children().SelectMany(child => select(child.module).Select(entry => ($"{child.name}.{entry.Item1}", entry.Item2)));

            private static IEnumerable<(string, T)> Distinct<T>(IEnumerable<(string, T Tensor)> tensors) where T : Tensor
                => tensors.Where(entry => !entry.Tensor.IsInvalid).DistinctBy(entry => entry.Tensor.Handle);
        }
    }
}
