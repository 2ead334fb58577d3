namespace TorchSharp;

public static partial class torch
{
    /// <summary>One entry of an index expression.</summary>
    public struct TensorIndex
    {
        internal enum Kinds : byte
        {
            Slice,
            Single,
            Ellipsis,
            None,
            Tensor,
            Bool,
        }

        internal Kinds Kind;
        internal long? Start;
        internal long? Stop;
        internal long? Step;
        internal Tensor Indices;

        public static TensorIndex Colon = Slice();
        public static TensorIndex Ellipsis = new() { Kind = Kinds.Ellipsis };
        public static TensorIndex None = new() { Kind = Kinds.None };
        public static TensorIndex Null = new() { Kind = Kinds.None };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null)
            => new() { Kind = Kinds.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Slice(Range range)
            => Slice(PositionOf(range.Start, endsRange: false), PositionOf(range.End, endsRange: true));

        public static TensorIndex Slice((int?, int?) range) => Slice(range.Item1, range.Item2);

        public static TensorIndex Bool(bool value) => new() { Kind = Kinds.Bool, Start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => index is null ? None : new() { Kind = Kinds.Single, Start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { Kind = Kinds.Tensor, Indices = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator Tensor(TensorIndex value) => value.Kind switch
        {
            Kinds.Tensor => value.Indices,
            Kinds.Single => torch.tensor(value.Start.Value),
            _ => throw new InvalidOperationException("this index is not a tensor"),
        };

        /// <summary>How many dimensions of the indexed tensor the entry takes up.</summary>
        internal readonly int Dimensions => Kind switch
        {
            Kinds.Slice or Kinds.Single => 1,
            Kinds.Tensor => IsMask ? (int)Indices.dim() : 1,
            _ => 0,
        };

        // A mask of several dimensions covers as many; an index tensor always covers one.
        private readonly bool IsMask => Indices.dtype is ScalarType.Bool or ScalarType.Byte;

        private static long? PositionOf(Index index, bool endsRange)
        {
            if (!index.IsFromEnd)
                return index.Value;
            if (index.Value > 0)
                return -index.Value;
            // ^0 is the position behind the last element: no limit as an end, nothing left as a start.
            return endsRange ? null : long.MaxValue;
        }
    }
}
