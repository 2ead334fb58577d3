namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The bytes of a contiguous tensor on the CPU, in place.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                    throw new NotImplementedException("Bytes() called on non-contiguous tensor.");
                RequireCpu();
                return new Span<byte>(DataPointer(), checked((int)(numel() * ElementSize)));
            }

            set
            {
                var destination = bytes;
                if (value.Length != destination.Length)
                    throw new ArgumentException("Mismatched data sizes in Tensor.SetBytes().");
                value.CopyTo(destination);
                GC.KeepAlive(this);
            }
        }

        /// <summary>The only element, whatever its type.</summary>
        public Scalar ToScalar()
        {
            var value = Operators.item.CallValue(this);
            return value.Tag switch
            {
                ValueTag.Int => value.Integer,
                ValueTag.Double => value.Number,
                ValueTag.Bool => value.Integer != 0,
                _ => throw new NotSupportedException("SystemTorch: numbers of complex tensors"),
            };
        }

        /// <summary>The only element; T must be its type.</summary>
        public unsafe T item<T>() where T : unmanaged
        {
            if (numel() != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            RequireType<T>();
            if (device_type != DeviceType.CPU)
            {
                using var copy = cpu();
                return copy.item<T>();
            }
            var element = *(T*)DataPointer();
            GC.KeepAlive(this);
            return element;
        }

        /// <summary>The elements of a tensor on the CPU; T must be their type.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireType<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>Where the tensor's first element lies. The caller keeps the tensor alive.</summary>
        internal unsafe void* DataPointer()
        {
            void* pointer;
            NativeError.Check(Native.st_data(Handle, &pointer));
            return pointer;
        }

        /// <summary>Memory of other devices cannot be read from here.</summary>
        internal void RequireCpu()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException($"Elements are read on the CPU only. Move the tensor there first; it is on {device}.");
        }

        private void RequireType<T>()
        {
            if (ElementTypes.Of<T>() != dtype)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
        }

        public static explicit operator bool(Tensor value) => value.ToScalar().ToBoolean();
        public static explicit operator byte(Tensor value) => value.ToScalar().ToByte();
        public static explicit operator sbyte(Tensor value) => value.ToScalar().ToSByte();
        public static explicit operator short(Tensor value) => value.ToScalar().ToInt16();
        public static explicit operator int(Tensor value) => value.ToScalar().ToInt32();
        public static explicit operator long(Tensor value) => value.ToScalar().ToInt64();
        public static explicit operator float(Tensor value) => value.ToScalar().ToSingle();
        public static explicit operator double(Tensor value) => value.ToScalar().ToDouble();
    }
}
