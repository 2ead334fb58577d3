using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The sizes of a tensor's dimensions.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[] sizes;

        public Size(long[] shape) => sizes = (long[])shape.Clone();

        public Size(IEnumerable<long> shape) => sizes = shape.ToArray();

        public readonly long[] Shape => sizes ?? [];

        public readonly int Length => Shape.Length;

        public readonly long this[int idx] => Shape[idx];

        public readonly long numel() => Shape.Aggregate(1L, (product, size) => product * size);

        public static implicit operator Size(long[] size) => new(size);

        public static bool operator ==(Size left, Size right) => left.Equals(right);

        public static bool operator !=(Size left, Size right) => !left.Equals(right);

        public override readonly bool Equals(object obj) => obj is Size other && Shape.AsSpan().SequenceEqual(other.Shape);

        public override readonly int GetHashCode() => Shape.Aggregate(17, (hash, size) => HashCode.Combine(hash, size));

        public readonly IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();

        readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
