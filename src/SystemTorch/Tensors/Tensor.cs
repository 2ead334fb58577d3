namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor: one reference to a native tensor. This file holds its lifetime.</summary>
    public partial class Tensor : IDisposable
    {
        // Tensors of at least this size are reported to the GC as memory pressure, so that code that disposes of nothing
        // is collected in time: the GC sees only the small managed object. Those in a dispose scope are freed by it in any
        // case; reporting them too would cost about one full collection per training step.
        private const long PressureFrom = 64 * 1024;

        private nint handle;
        private int pressureInKiB;

        // Set and cleared by the scope that owns the tensor.
        internal DisposeScope Scope;
        internal int SlotInScope;

        /// <summary>Takes the handle over. A null handle makes an invalid tensor.</summary>
        internal Tensor(nint handle)
        {
            this.handle = handle;
            LiveTensors.Created(handle);
            var thread = DisposeScopeManager.OfThread;
            if (thread.Current is { } scope)
            {
                thread.Statistics.TensorStatistics.CreatedInScopeCount++;
                scope.Add(this);
                return;
            }
            thread.Statistics.TensorStatistics.CreatedOutsideScopeCount++;
            AddPressure();
        }

        ~Tensor() => Dispose(false);

        public nint Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                if (handle == 0)
                    ThrowInvalid();
                return handle;
            }
        }

        public bool IsInvalid => handle == 0;

        private static void ThrowInvalid() => throw new InvalidOperationException("Tensor invalid -- empty handle.");

        internal static Tensor OrNull(nint handle) => handle == 0 ? null : new Tensor(handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var freed = Interlocked.Exchange(ref handle, 0);
            if (disposing)
                LeaveScope(freed != 0);
            if (freed == 0)
                return;
            LiveTensors.Freed();
            Native.st_free(freed);
            RemovePressure();
        }

        private void LeaveScope(bool countsAsDisposed)
        {
            var scope = Scope;
            scope?.Remove(this);
            if (!countsAsDisposed)
                return;
            var statistics = DisposeScopeManager.OfThread.Statistics.TensorStatistics;
            if (scope is null)
                statistics.DisposedOutsideScopeCount++;
            else
                statistics.DisposedInScopeCount++;
        }

        /// <summary>Gives the native tensor away; this object is invalid afterwards.</summary>
        public nint DecoupleFromNativeHandle()
        {
            var given = Handle;
            Scope?.Detach(this);
            handle = 0;
            LiveTensors.Freed();
            RemovePressure();
            return given;
        }

        /// <summary>Puts another native tensor under this object, which takes the handle over.</summary>
        internal void Become(nint other)
        {
            LiveTensors.Created(other);
            var freed = Interlocked.Exchange(ref handle, other);
            if (freed == 0)
                return;
            LiveTensors.Freed();
            Native.st_free(freed);
        }

        /// <summary>A second object of the same native tensor.</summary>
        internal Tensor SecondReference()
        {
            var second = new Tensor(Native.st_share(Handle));
            GC.KeepAlive(this);
            return second;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            Scope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (Scope is { } scope)
                scope.MoveToOther(other, this);
            else
                other?.Attach(this);
            return this;
        }

        private void AddPressure()
        {
            long bytes = handle == 0 ? 0 : Native.st_nbytes(handle);
            if (bytes < PressureFrom)
                return;
            pressureInKiB = (int)(bytes / 1024);
            GC.AddMemoryPressure(pressureInKiB * 1024L);
        }

        private void RemovePressure()
        {
            if (pressureInKiB == 0)
                return;
            GC.RemoveMemoryPressure(pressureInKiB * 1024L);
            pressureInKiB = 0;
        }

        public override bool Equals(object obj) => obj is Tensor other && Equals(other);

        public bool Equals(Tensor target)
        {
            if (ReferenceEquals(this, target))
                return true;
            if (target is null || !shape.AsSpan().SequenceEqual(target.shape))
                return false;
            using var equalElements = eq(target);
            using var allEqual = equalElements.all();
            return allEqual.ToScalar().ToBoolean();
        }

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        public override string ToString() => $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
    }
}
