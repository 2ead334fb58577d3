using Parity.Tests.Support;

namespace Parity.Tests.Product;

/// <summary>Whole training runs: names, initial weights, losses on the way, what is left in the buffers.</summary>
public sealed class TrainingTests
{
    // The gradient of a bias before a batch norm is nothing but rounding errors, which Adam makes steps of full size.
    private readonly Transcript transcript = new(tolerance: 2e-2);

    [Test]
    public void A_network_of_two_tasks_trains()
    {
        Draws.AssumeTheRecordedKernels();
        manual_seed(11);
        using var net = new TwoTask();
        SayNames(net);
        var data = TwoTask.Data(96);
        Train(net, data);
        SayPredictions(net, data.Images, data.Classes);
        net.train();
        transcript.Say("training", net.training);
        transcript.ShouldBeAsExpected();
    }

    [Test]
    public void An_embedding_trains()
    {
        manual_seed(5);
        using var net = new BagOfWords();
        transcript.Say("text names", string.Join(" ", net.state_dict().Keys));
        var ids = randint(0, 20, new long[] { 16, 6 });
        var classes = randint(0, 3, new long[] { 16 });
        using var optimizer = optim.SGD(net.parameters(), 0.5, momentum: 0.9, nesterov: true, weight_decay: 1e-3);
        for (int step = 0; step < 10; step++)
        {
            using var scope = NewDisposeScope();
            var loss = F.cross_entropy(net.call(ids), classes);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            if (step % 3 == 0)
                transcript.Say($"text loss {step}", loss.item<float>());
        }
        transcript.ShouldBeAsExpected();
    }

    private void SayNames(TwoTask net)
    {
        transcript.Say("names", string.Join(" ", net.named_parameters().Select(p => p.name)));
        transcript.Say("modules", string.Join(" ", net.named_modules().Select(m => m.name)));
        transcript.Say("buffers", string.Join(" ", net.named_buffers().Select(b => b.name)));
        transcript.Say("state", string.Join(" ", net.state_dict().Keys));
        foreach (var (name, parameter) in net.named_parameters())
            transcript.Say("init " + name, parameter);
    }

    private void Train(TwoTask net, (Tensor Images, Tensor Classes, Tensor Values) data)
    {
        using var optimizer = optim.AdamW(net.parameters(), 2e-3, weight_decay: 0.01);
        var schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, 20, 1e-5);
        for (int step = 0; step < 40; step++)
        {
            using var scope = NewDisposeScope();
            var rows = randperm(96).narrow(0, 0, 32);
            var (classes, values) = net.call(data.Images.index_select(0, rows));
            var loss = F.cross_entropy(classes, data.Classes.index_select(0, rows), label_smoothing: 0.1)
                + (0.5 * F.huber_loss(values, data.Values.index_select(0, rows)));
            optimizer.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(net.parameters(), 1.0);
            optimizer.step();
            schedule.step();
            if (step % 4 == 0 || step == 39)
                transcript.Say($"loss {step}", loss.item<float>());
        }
    }

    private void SayPredictions(TwoTask net, Tensor images, Tensor targets)
    {
        net.eval();
        using (no_grad())
        {
            var (classes, values) = net.call(images);
            transcript.Say("eval class", classes);
            transcript.Say("eval value", values);
            transcript.Say("accuracy", classes.argmax(1).eq(targets).sum().item<long>());
        }
        foreach (var (name, buffer) in net.named_buffers())
            transcript.Say("buffer " + name, buffer);
    }
}
