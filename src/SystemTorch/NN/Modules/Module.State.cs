namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The parameters, then the persistent buffers, by their paths. They are the module's own, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor> destination = null, string prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (path, parameter) in named_parameters())
                    destination.TryAdd(start + path, parameter);
                foreach (var (path, buffer) in named_buffers())
                    destination.TryAdd(start + path, buffer);
                // What several modules share was named once above; here it is named by its other paths, too.
                foreach (var (childName, child) in named_children())
                    child.state_dict(destination, start + childName);
                return destination;
            }

            /// <summary>
            /// Copies values into this module's tensors. Shapes that can be broadcast are, and values before a failing one are
            /// already overwritten: check first.
            /// </summary>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string> skip = null)
            {
                skip ??= [];
                var destination = state_dict();
                var unexpected = source.Keys.Except(destination.Keys).Except(skip).ToList();
                var missing = destination.Keys.Except(source.Keys).Except(skip).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");
                using var noGrad = no_grad();
                foreach (var (key, value) in source)
                {
                    if (!skip.Contains(key) && destination.TryGetValue(key, out var tensor))
                        tensor.copy_(value);
                }
                return (missing, unexpected);
            }
        }
    }
}
