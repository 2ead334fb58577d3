namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => dim();

        public long ndim => dim();

        public long NumberOfElements => numel();

        public long ElementSize => ElementTypes.SizeOf(dtype);

        public DeviceType device_type => device.type;

        public int device_index => device.index;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public Tensor T => t();

        public ScalarType dtype
        {
            get
            {
                var type = (ScalarType)NativeError.Check(Native.st_dtype(Handle));
                GC.KeepAlive(this);
                return type;
            }
        }

        public Device device
        {
            get
            {
                var packed = NativeError.Check(Native.st_device(Handle));
                GC.KeepAlive(this);
                return Device.Unpack(packed);
            }
        }

        public bool is_sparse
        {
            get
            {
                var sparse = NativeError.Check(Native.st_is_sparse(Handle));
                GC.KeepAlive(this);
                return sparse != 0;
            }
        }

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[dim()];
                fixed (long* start = sizes)
                    NativeError.Check(Native.st_sizes(Handle, start));
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_integral() => ElementTypes.IsIntegral(dtype);

        public long element_size() => ElementSize;

        public long[] size() => shape;

        public long dim()
        {
            var dimensions = NativeError.Check(Native.st_dim(Handle));
            GC.KeepAlive(this);
            return dimensions;
        }

        public long numel()
        {
            var count = NativeError.Check(Native.st_numel(Handle));
            GC.KeepAlive(this);
            return count;
        }

        public long size(int dim)
        {
            var size = NativeError.Check(Native.st_size(Handle, dim));
            GC.KeepAlive(this);
            return size;
        }

        public unsafe long[] stride()
        {
            var strides = new long[dim()];
            fixed (long* start = strides)
                NativeError.Check(Native.st_strides(Handle, start));
            GC.KeepAlive(this);
            return strides;
        }

        public unsafe long stride(int dim)
        {
            long stride;
            NativeError.Check(Native.st_stride(Handle, dim, &stride));
            GC.KeepAlive(this);
            return stride;
        }

        public long storage_offset()
        {
            var offset = NativeError.Check(Native.st_storage_offset(Handle));
            GC.KeepAlive(this);
            return offset;
        }

        public bool is_contiguous()
        {
            var contiguous = NativeError.Check(Native.st_is_contiguous(Handle));
            GC.KeepAlive(this);
            return contiguous != 0;
        }

        /// <summary>How many references the native tensor has, ours included.</summary>
        internal int UseCount
        {
            get
            {
                var count = Native.st_use_count(Handle);
                GC.KeepAlive(this);
                return count;
            }
        }
    }
}
