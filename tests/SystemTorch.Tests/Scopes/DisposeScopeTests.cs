namespace SystemTorch.Tests.Scopes;

public sealed class DisposeScopeTests
{
    [Test]
    public void A_scope_disposes_of_what_was_made_in_it()
    {
        Tensor inside;
        using (NewDisposeScope())
            inside = ones(1);
        Assert.That(inside.IsInvalid, Is.True);
    }

    [Test]
    public void Tensors_move_outwards_and_leave()
    {
        Tensor moved, detached, outermost;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                moved = ones(1).MoveToOuterDisposeScope();
                detached = ones(1).DetachFromDisposeScope();
                outermost = ones(1).MoveToOuterDisposeScope().MoveToOuterDisposeScope();
            }
            Assert.That((moved.IsInvalid, detached.IsInvalid, outermost.IsInvalid), Is.EqualTo((false, false, false)));
        }
        Assert.That((moved.IsInvalid, detached.IsInvalid, outermost.IsInvalid), Is.EqualTo((true, false, false)));
    }

    [Test]
    public void A_tensor_of_another_scope_can_be_attached()
    {
        using var outer = NewDisposeScope();
        var tensor = ones(1);
        using (var inner = NewDisposeScope())
        {
            inner.Attach(tensor);
            Assert.That((outer.Contains(tensor), inner.Contains(tensor)), Is.EqualTo((false, true)));
        }
        Assert.That(tensor.IsInvalid, Is.True);
    }

    [Test]
    public void Any_disposable_can_be_attached()
    {
        var stream = new MemoryStream();
        using (var scope = NewDisposeScope())
            scope.Attach(stream);
        Assert.That(stream.CanRead, Is.False);
    }

    [Test]
    public void All_but_some_can_be_disposed_of()
    {
        using var scope = NewDisposeScope();
        var tensors = Enumerable.Range(0, 200).Select(_ => ones(1)).ToList();
        scope.DisposeEverythingBut(tensors[7], tensors[150]);
        Assert.That(tensors.Count(tensor => !tensor.IsInvalid), Is.EqualTo(2));
        Assert.That(scope.DisposablesCount, Is.EqualTo(2));
        Assert.That(scope.DisposablesView, Is.EqualTo(new[] { tensors[7], tensors[150] }));
    }

    [Test]
    public void Tensors_disposed_of_early_leave_their_scope()
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < 1000; i++)
            ones(1).Dispose();
        Assert.That(scope.DisposablesCount, Is.Zero);
    }

    [Test]
    public void Threads_have_scopes_of_their_own()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = ones(1));
        thread.Start();
        thread.Join();
        Assert.That(scope.Contains(elsewhere!), Is.False);
        elsewhere!.Dispose();
    }

    [Test]
    public void A_wrapped_computation_leaves_its_result_only()
    {
        long before = LiveTensors.Count;
        using var result = WrappedTensorDisposeScope(() => (ones(2) + 1) * 3);
        Assert.That(LiveTensors.Count - before, Is.EqualTo(1));
        Assert.That(result.data<float>().ToArray(), Is.EqualTo(new float[] { 6, 6 }));
    }

    [Test]
    public void A_tensor_can_be_disposed_of_twice()
    {
        var tensor = ones(1);
        tensor.Dispose();
        Assert.That(tensor.Dispose, Throws.Nothing);
    }
}
