namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function keeps between its forward and its backward.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> data = [];
            private List<Tensor> saved = [];
            private List<Tensor> dirty = [];
            private List<Tensor> nonDifferentiable = [];

            internal AutogradContext()
            {
            }

            /// <summary>Whether backward gets zeros in the place of the gradients of unused outputs.</summary>
            public bool MaterializeGrads { get; private set; } = true;

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public void save_data(string key, object value) => data[key] = value;

            public object get_data(string key) => data[key];

            /// <summary>Keeps references of its own: the caller's may be disposed of by their scope.</summary>
            public void save_for_backward(List<Tensor> tensors)
            {
                ReleaseSaved();
                saved = tensors.ConvertAll(tensor => tensor?.SecondReference().DetachFromDisposeScope());
            }

            public List<Tensor> get_saved_variables() => [.. saved];

            /// <summary>Tells which inputs forward has changed in place.</summary>
            public void mark_dirty(List<Tensor> tensors) => dirty = tensors;

            public void mark_non_differentiable(List<Tensor> tensors) => nonDifferentiable = tensors;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) => ReleaseSaved();

            internal OutputKinds KindOf(Tensor output)
            {
                var kind = OutputKinds.Plain;
                if (nonDifferentiable.Any(tensor => ReferenceEquals(tensor, output)))
                    kind |= OutputKinds.NotDifferentiable;
                if (dirty.Any(tensor => ReferenceEquals(tensor, output)))
                    kind |= OutputKinds.ModifiedInPlace;
                return kind;
            }

            /// <summary>
            /// A saved output refers to the node that keeps it, and would never die. It is kept without its history, so there
            /// is no second derivative through it.
            /// </summary>
            internal void CutHistoryOf(List<Tensor> outputs)
            {
                for (int i = 0; i < saved.Count; i++)
                {
                    if (saved[i] is not { } tensor || !outputs.Any(output => output.Handle == tensor.Handle))
                        continue;
                    saved[i] = tensor.detach().DetachFromDisposeScope();
                    tensor.Dispose();
                }
            }

            private void ReleaseSaved()
            {
                foreach (var tensor in saved)
                    tensor?.Dispose();
                saved = [];
            }
        }
    }
}
