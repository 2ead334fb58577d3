namespace TorchSharp;

// What the generated members forward to where one member is several operators.
public static partial class torch
{
    public partial class Tensor
    {
        internal Tensor To(ScalarType type, Device device, bool copy, bool disposeAfter, bool non_blocking)
        {
            var converted = Operators.to_dtype_layout.Call(this, type, Argument.None, device, Argument.None, non_blocking, copy);
            if (disposeAfter)
                Dispose();
            return converted;
        }

        internal Tensor RequiringGrad(bool required)
        {
            if (required)
                requires_grad = true;
            return this;
        }

        private static Tensor Quotient(Scalar dividend, Tensor divisor)
        {
            using var reciprocal = divisor.reciprocal();
            return reciprocal.mul(dividend);
        }

        private (Tensor, Tensor, Tensor) Unique(bool sorted, bool return_inverse, bool return_counts, int? dim)
        {
            var (output, inverse, counts) = dim is { } dimension
                ? Operators.unique_dim.CallTriple(this, dimension, sorted, return_inverse, return_counts)
                : Operators._unique2.CallTriple(this, sorted, return_inverse, return_counts);
            return (output, OrDisposed(inverse, return_inverse), OrDisposed(counts, return_counts));
        }

        private static Tensor OrDisposed(Tensor tensor, bool wanted)
        {
            if (wanted)
                return tensor;
            tensor.Dispose();
            return null;
        }
    }
}
