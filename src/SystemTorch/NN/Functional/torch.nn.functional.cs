namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // What the generated members forward to where one member is several operators.
        public static partial class functional
        {
            private static Tensor Padded(Tensor input, Argument padding, PaddingModes mode, double value)
            {
                bool isConstant = mode is PaddingModes.Constant or PaddingModes.Zeros;
                return Operators.pad.Call(Argument.Required(input), padding, NameOf(mode), isConstant ? (double?)value : null);
            }

            private static Tensor Normalized(Tensor input, double p, long dim, double eps)
            {
                using var norm = input.norm((int)dim, keepdim: true, (float)p);
                using var atLeastEps = norm.clamp_min(eps);
                return input.div(atLeastEps);
            }

            // Without four dimensions the input is one sample, whatever its first dimension is meant to be.
            private static Tensor ChannelDropout(Tensor input, double p, bool training, bool inplace)
            {
                var dropout = inplace ? Operators.feature_dropout_ : Operators.feature_dropout;
                if (input.dim() == 4)
                    return dropout.Call(Argument.Required(input), p, training);
                using var batch = input.unsqueeze(0);
                using var dropped = dropout.Call(batch, p, training);
                return dropped.squeeze(0);
            }

            private static Tensor SoftminOf(Tensor input, long dim)
            {
                using var negative = input.neg();
                return negative.softmax(dim);
            }

            private static Tensor MishOf(Tensor input)
            {
                using var softplus = Operators.softplus.Call(Argument.Required(input));
                using var tanh = softplus.tanh();
                return input.mul(tanh);
            }
        }
    }
}
