namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients through the recorded graph.</summary>
    public static partial class autograd
    {
        /// <summary>
        /// The gradients of the outputs to the inputs. An unused input yields an invalid tensor, if that is allowed. As in
        /// TorchSharp, create_graph alone does not retain the graph: a second derivative needs both.
        /// </summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var results = new nint[inputs.Count];
            nint[] outputHandles = HandlesOf(outputs), inputHandles = HandlesOf(inputs), gradientHandles = HandlesOf(grad_outputs);
            fixed (nint* o = outputHandles, i = inputHandles, g = gradientHandles, r = results)
                NativeError.Check(Native.st_autograd_grad(
                    o, outputHandles.Length, i, inputHandles.Length, g, gradientHandles.Length,
                    retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(results, handle => new Tensor(handle));
        }

        /// <summary>Adds the gradients of the tensors to those of the leaves, or of the inputs only.</summary>
        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor> grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor> inputs = null)
        {
            nint[] tensorHandles = HandlesOf(tensors), inputHandles = HandlesOf(inputs), gradientHandles = HandlesOf(grad_tensors);
            fixed (nint* t = tensorHandles, i = inputHandles, g = gradientHandles)
                NativeError.Check(Native.st_backward(
                    t, tensorHandles.Length, g, gradientHandles.Length,
                    (retain_graph ?? create_graph) ? 1 : 0, create_graph ? 1 : 0, i, inputHandles.Length));
            GC.KeepAlive(tensors);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_tensors);
        }

        public static void backward(
            Tensor tensor, IList<Tensor> grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor> inputs = null)
            => backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null)
            => backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        private static nint[] HandlesOf(IList<Tensor> tensors)
        {
            if (tensors is null)
                return [];
            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++)
                handles[i] = tensors[i] is null ? 0 : tensors[i].Handle;
            return handles;
        }
    }
}
