namespace SystemTorch.Tests.Autograd;

public sealed class GradModeTests
{
    [Test]
    public void Modes_nest()
    {
        using (no_grad())
        {
            Assert.That(is_grad_enabled(), Is.False);
            using (enable_grad())
                Assert.That(is_grad_enabled(), Is.True);
            using (set_grad_enabled(false))
                Assert.That(is_grad_enabled(), Is.False);
            Assert.That(is_grad_enabled(), Is.False);
        }
        Assert.That(is_grad_enabled(), Is.True);
    }

    [Test]
    public void Each_thread_has_its_own_mode()
    {
        bool isEnabledElsewhere = false;
        using (no_grad())
        {
            var thread = new Thread(() => isEnabledElsewhere = is_grad_enabled());
            thread.Start();
            thread.Join();
        }
        Assert.That(isEnabledElsewhere, Is.True);
    }

    [Test]
    public void A_mode_is_left_on_the_thread_it_was_entered_on()
    {
        var mode = no_grad();
        Exception? elsewhere = null;
        var thread = new Thread(() => elsewhere = Assert.Catch(mode.Dispose));
        thread.Start();
        thread.Join();
        Assert.That(elsewhere, Is.TypeOf<InvalidOperationException>());
        Assert.That(is_grad_enabled(), Is.False);
        mode.Dispose();
        Assert.That(is_grad_enabled(), Is.True);
    }

    [Test]
    public void Anomaly_mode_is_left_as_it_was()
    {
        Assert.That(AnomalyMode.IsEnabled, Is.False);
        using (autograd.detect_anomaly(check_nan: false))
            Assert.That((AnomalyMode.IsEnabled, AnomalyMode.ShouldCheckNaN), Is.EqualTo((true, false)));
        Assert.That(AnomalyMode.IsEnabled, Is.False);
    }
}
