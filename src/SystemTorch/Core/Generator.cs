using System.Security.Cryptography;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers on a device.</summary>
    public class Generator : IDisposable
    {
        private nint handle;

        public unsafe Generator(ulong seed = 0, Device device = null)
        {
            this.device = device ?? CPU;
            nint created;
            NativeError.Check(Native.st_generator_new(this.device.Packed, seed, &created));
            handle = created;
        }

        private Generator(nint handle, Device device)
        {
            this.handle = handle;
            this.device = device;
        }

        ~Generator() => Dispose(false);

        /// <summary>The CPU's generator, from which all draw that are given none.</summary>
        public static Generator Default => DefaultOf(CPU);

        public nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device { get; }

        internal static unsafe Generator DefaultOf(Device device)
        {
            nint shared;
            NativeError.Check(Native.st_generator_default(device.Packed, &shared));
            return new Generator(shared, device);
        }

        public Generator manual_seed(long seed)
        {
            NativeError.Check(Native.st_generator_set_seed(Handle, (ulong)seed));
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Takes a seed that nobody can foresee, and returns it.</summary>
        public long seed()
        {
            var drawn = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
            manual_seed(drawn);
            return drawn;
        }

        public unsafe long initial_seed()
        {
            ulong seed;
            NativeError.Check(Native.st_generator_seed(Handle, &seed));
            GC.KeepAlive(this);
            return (long)seed;
        }

        public unsafe Tensor get_state()
        {
            nint state;
            NativeError.Check(Native.st_generator_state(Handle, &state));
            GC.KeepAlive(this);
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            NativeError.Check(Native.st_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var freed = Interlocked.Exchange(ref handle, 0);
            if (freed != 0)
                Native.st_generator_free(freed);
        }
    }
}
