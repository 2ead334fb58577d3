namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Moves parameters, their gradients and buffers, and converts those of floating point. The managed objects stay the
            /// same; their native tensors are new, so an optimizer made before no longer knows them.
            /// </summary>
            internal void MoveTo(Device device, ScalarType? type, bool non_blocking)
            {
                if (type is { } wanted && ElementTypes.IsIntegral(wanted))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types. Found {wanted}.");
                using var noGrad = no_grad();
                using var scope = NewDisposeScope();
                Move(device, type, non_blocking);
            }

            private void Move(Device device, ScalarType? type, bool non_blocking)
            {
                foreach (var parameter in ownParameters.Values)
                    Replace(parameter, device, type, non_blocking);
                foreach (var (buffer, _) in ownBuffers.Values)
                    Replace(buffer, device, type, non_blocking);
                foreach (var child in children())
                    child.Move(device, type, non_blocking);
            }

            private static void Replace(Tensor tensor, Device device, ScalarType? type, bool non_blocking)
            {
                var moved = Moved(tensor, device, type, non_blocking);
                if (moved.Handle == tensor.Handle)
                    return;
                moved.requires_grad = tensor.requires_grad;
                if (tensor.grad is { } gradient)
                    moved.grad = Moved(gradient, device, type, non_blocking);
                tensor.Become(moved.DecoupleFromNativeHandle());
            }

            // The native tensor is the same where nothing had to be moved.
            private static Tensor Moved(Tensor tensor, Device device, ScalarType? type, bool non_blocking)
            {
                bool converts = !ElementTypes.IsIntegral(tensor.dtype);
                return tensor.To(converts ? type ?? tensor.dtype : tensor.dtype, device, copy: false, disposeAfter: false, non_blocking);
            }
        }
    }
}
