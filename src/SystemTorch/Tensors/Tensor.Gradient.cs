namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get
            {
                var required = NativeError.Check(Native.st_requires_grad(Handle));
                GC.KeepAlive(this);
                return required != 0;
            }

            set
            {
                NativeError.Check(Native.st_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        public bool is_leaf
        {
            get
            {
                var leaf = NativeError.Check(Native.st_is_leaf(Handle));
                GC.KeepAlive(this);
                return leaf != 0;
            }
        }

        /// <summary>The gradient, a new object at each call, or null. One that is set is shared, not copied.</summary>
        public unsafe Tensor grad
        {
            get
            {
                nint gradient;
                NativeError.Check(Native.st_grad(Handle, &gradient));
                GC.KeepAlive(this);
                return OrNull(gradient);
            }

            set
            {
                NativeError.Check(Native.st_set_grad(Handle, value is null ? 0 : value.Handle));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad()
        {
            NativeError.Check(Native.st_retain_grad(Handle));
            GC.KeepAlive(this);
        }

        public void backward() => autograd.backward([this], retain_graph: false);

        public void backward(
            IList<Tensor> grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor> inputs = null)
            => autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
