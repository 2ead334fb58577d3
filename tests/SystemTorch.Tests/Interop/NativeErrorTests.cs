using System.Runtime.InteropServices;

namespace SystemTorch.Tests.Interop;

public sealed class NativeErrorTests
{
    [Test]
    public void The_message_is_LibTorch_s()
    {
        var failure = Assert.Throws<ExternalException>(() => ones(6).view(4));
        Assert.That(failure.Message, Contains.Substring("[4]").And.Contains("6"));
    }

    [Test]
    public void Threads_have_errors_of_their_own()
    {
        using var firstFailed = new ManualResetEventSlim();
        string? first = null;
        using var bothFailed = new Barrier(2);
        var thread = new Thread(() => first = MessageOf(() => ones(6).view(4), bothFailed));
        thread.Start();
        var second = MessageOf(() => ones(15).view(7), bothFailed);
        thread.Join();
        Assert.Multiple(() =>
        {
            Assert.That(first, Contains.Substring("[4]"));
            Assert.That(second, Contains.Substring("[7]"));
        });
    }

    [Test]
    public void The_library_works_on_after_many_errors()
    {
        for (int i = 0; i < 1000; i++)
            Assert.That(() => ones(6).view(4), Throws.TypeOf<ExternalException>());
        Assert.That((ones(1) + ones(1)).item<float>(), Is.EqualTo(2));
    }

    private static string MessageOf(Action failing, Barrier barrier)
    {
        barrier.SignalAndWait();
        var failure = Assert.Throws<ExternalException>(failing.Invoke);
        barrier.SignalAndWait();
        return failure.Message;
    }
}
