namespace TorchSharp;

/// <summary>
/// Disposes, at its own disposal, of every tensor created on this thread since it was opened, and of what was attached.
/// This file holds the scope itself; DisposeScope.Moving.cs what lets tensors leave it.
/// </summary>
public sealed partial class DisposeScope : IDisposable
{
    private readonly DisposeScope outer;

    // A tensor knows its slot, so leaving a scope takes constant time and allocates nothing. Slots left are null.
    private IDisposable[] slots;
    private int slotCount;
    private bool disposed;

    internal DisposeScope()
    {
        var thread = DisposeScopeManager.OfThread;
        outer = thread.Current;
        thread.Current = this;
        slots = thread.SpareSlots.TryPop(out var spare) ? spare : new IDisposable[64];
    }

    public int DisposablesCount => slots.Take(slotCount).Count(d => d is not null);

    public IReadOnlyList<IDisposable> DisposablesView => [.. slots.Take(slotCount).Where(d => d is not null)];

    public bool Contains(IDisposable disposable) => SlotOf(disposable) >= 0;

    public void Attach(IDisposable disposable)
    {
        if (Contains(disposable))
            return;
        if (disposable is Tensor tensor)
        {
            if (tensor.Scope is { } other)
                other.Remove(tensor);
            else
                TensorStatistics.AttachedToScopeCount++;
        }
        Add(disposable);
    }

    public void Attach(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables)
            Attach(disposable);
    }

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var list = disposables.ToList();
        list.ForEach(Attach);
        return list;
    }

    /// <summary>Lets go of something that was disposed of otherwise.</summary>
    public void MarkAsDisposed(IDisposable disposable) => Remove(disposable);

    public void DisposeEverything()
    {
        // The last slot is never empty, and removing from it moves nothing.
        while (slotCount > 0)
        {
            var last = slots[slotCount - 1];
            last.Dispose();
            Remove(last);
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in DisposablesView.Where(d => !keep.Contains(d)))
        {
            disposable.Dispose();
            Remove(disposable);
        }
    }

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([(IDisposable)keep]);
        return keep;
    }

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        DisposeEverything();
        var thread = DisposeScopeManager.OfThread;
        if (thread.Current == this)
            thread.Current = outer;
        // Emptied above. What is moved here afterwards gets slots of its own.
        thread.SpareSlots.Push(slots);
        slots = [];
    }

    internal void Add(IDisposable disposable)
    {
        if (slotCount == slots.Length)
            Array.Resize(ref slots, Math.Max(8, slotCount * 2));
        if (disposable is Tensor tensor)
        {
            tensor.Scope = this;
            tensor.SlotInScope = slotCount;
        }
        slots[slotCount++] = disposable;
    }

    internal bool Remove(IDisposable disposable)
    {
        int slot = SlotOf(disposable);
        if (slot < 0)
            return false;
        slots[slot] = null;
        while (slotCount > 0 && slots[slotCount - 1] is null)
            slotCount--;
        if (disposable is Tensor tensor)
            tensor.Scope = null;
        return true;
    }

    private int SlotOf(IDisposable disposable)
    {
        if (disposable is Tensor tensor)
            return tensor.Scope == this ? tensor.SlotInScope : -1;
        return Array.FindIndex(slots, 0, slotCount, d => ReferenceEquals(d, disposable));
    }

    private static LifetimeStatistics TensorStatistics => DisposeScopeManager.OfThread.Statistics.TensorStatistics;
}
