using MtlTorch.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MtlTorch.Tests.Tensors;

public sealed class FlatParametersTests
{
    [Test]
    public void FlatteningKeepsEveryValueToTheBit()
    {
        using var model = Model();
        var before = model.named_parameters().ToDictionary(p => p.name, p => TensorAssert.Bytes(p.parameter));

        using var flat = new FlatParameters([("all", model)]);

        Assert.That(model.named_parameters().ToDictionary(p => p.name, p => TensorAssert.Bytes(p.parameter)), Is.EqualTo(before));
        Assert.That(TensorAssert.Bytes(flat.Values), Is.EqualTo(before.Values.SelectMany(bytes => bytes)), "one after the other, in their order");
    }

    [Test]
    public void AGroupCanBeSteppedByItselfAndSeveralTimes()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var first = Model();
        using var second = Model();
        using var flat = new FlatParameters([("one", first), ("two", second)]);
        var group = flat.Groups[1];
        var (part, again) = (flat.PartOf(group), flat.PartOf(group));
        var before = TensorAssert.Doubles(flat.Values);
        flat.Gradient.fill_(2);

        part.add_(part.grad!);
        again.add_(again.grad!);

        var offset = (int)group.Offset;
        Assert.That(part.storage_offset(), Is.EqualTo(group.Offset));
        Assert.That(TensorAssert.Doubles(flat.Values)[..offset], Is.EqualTo(before[..offset]));
        Assert.That(TensorAssert.Doubles(flat.Values)[offset..], Is.EqualTo(before[offset..].Select(v => v + 4)).Within(1e-5));
        Assert.That(TensorAssert.Doubles(flat.ValuesOf(group)), Is.EqualTo(TensorAssert.Doubles(part)));
    }

    [Test]
    public void ValuesAndGradientsAreViewsInBothDirections()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var model = Model();
        using var flat = new FlatParameters([("all", model)]);
        var (first, last) = (model.parameters().First(), model.parameters().Last());

        flat.Values.fill_(3);
        flat.Gradient.fill_(5);
        Assert.That(TensorAssert.Doubles(last), Is.All.EqualTo(3));
        Assert.That(TensorAssert.Doubles(last.grad!), Is.All.EqualTo(5));

        first.fill_(-1);
        last.grad!.fill_(-2);
        var (head, tail) = ((int)first.numel(), (int)last.numel());
        Assert.That(TensorAssert.Doubles(flat.Values)[..head], Is.All.EqualTo(-1));
        Assert.That(TensorAssert.Doubles(flat.Gradient)[^tail..], Is.All.EqualTo(-2));
        Assert.That(TensorAssert.Doubles(flat.Values.grad!)[^tail..], Is.All.EqualTo(-2), "the flat parameter's own gradient is the same memory");
    }

    [Test]
    public void BackwardAddsUpInTheFlatGradient()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var other = Model();
        using var flat = new FlatParameters([("all", model)]);
        var input = TestPattern.Tensor([5, 4], 9);

        for (var pass = 0; pass < 2; pass++)
        {
            model.call(input).square().sum().backward();
            other.call(input).square().sum().backward();
        }

        TensorAssert.Same(flat.Gradient, cat([.. other.parameters().Select(p => p.grad!.flatten())]));
        flat.ZeroGradient();
        Assert.That(TensorAssert.Doubles(model.parameters().First().grad!), Is.All.Zero);
    }

    [Test]
    public void GroupsLieOneAfterTheOther()
    {
        using var scope = NewDisposeScope();
        using var shared = nn.Linear(4, 3);
        using var identity = nn.Identity();
        using var head = nn.Linear(3, 2);

        using var flat = new FlatParameters([("shared", shared), ("nothing", identity), ("head", head)]);

        Assert.That(flat.Groups, Is.EqualTo(new ParameterGroup[] { new("shared", 0, 15), new("nothing", 15, 0), new("head", 15, 8) }));
        Assert.That(flat.Count, Is.EqualTo(23));
        Assert.That(flat.Values.shape, Is.EqualTo(new[] { 23L }));
        flat.GradientOf(flat.Groups[2]).fill_(7);
        Assert.That(TensorAssert.Doubles(head.weight!.grad!), Is.All.EqualTo(7));
        Assert.That(TensorAssert.Doubles(shared.bias!.grad!), Is.All.Zero);
    }

    [Test]
    public void ASharedParameterIsThereOnce()
    {
        using var tied = nn.Linear(4, 3);
        using var first = nn.Sequential(tied);
        using var second = nn.Sequential(tied, nn.Linear(3, 2));

        using var flat = new FlatParameters([("first", first), ("second", second)]);

        Assert.That(flat.Groups.Select(g => g.Length), Is.EqualTo(new[] { 15, 8 }));
    }

    [Test]
    public void FrozenParametersStayOutside()
    {
        using var model = nn.Linear(4, 3);
        model.bias!.requires_grad = false;
        var bias = TensorAssert.Doubles(model.bias);

        using var flat = new FlatParameters([("all", model)]);
        using (no_grad())
        {
            flat.Values.fill_(9);
        }

        Assert.That(flat.Count, Is.EqualTo(12));
        Assert.That(TensorAssert.Doubles(model.bias), Is.EqualTo(bias));
    }

    [TestCase(0.5, TestName = "A long gradient is clipped as clip_grad_norm_ does")]
    [TestCase(1e6, TestName = "A short gradient stays as it is, as with clip_grad_norm_")]
    public void Clipping(double limit)
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var other = Model();
        using var flat = new FlatParameters([("all", model)]);
        foreach (var each in new[] { model, other })
        {
            each.call(TestPattern.Tensor([5, 4], 9)).square().sum().backward();
        }

        flat.ClipGradient(limit);
        nn.utils.clip_grad_norm_(other.parameters(), limit);

        TensorAssert.Close(flat.Gradient, cat([.. other.parameters().Select(p => p.grad!.flatten())]), 1e-7);
    }

    [Test]
    public void AGradientOfZerosIsNotDividedByItsNorm()
    {
        using var model = Model();
        using var flat = new FlatParameters([("all", model)]);

        flat.ClipGradient(1);

        Assert.That(TensorAssert.Doubles(flat.Gradient), Is.All.Zero);
    }

    [Test]
    public void NoTensorOutlivesTheFlatParameters()
    {
        using var model = Model();

        var left = LiveTensors.LeftBy(() =>
        {
            using var flat = new FlatParameters([("all", model)]);
            flat.ZeroGradient();
            flat.ClipGradient(1);
        });

        // Torch counts the tensor that a Parameter takes over for ever, although it is empty afterwards.
        Assert.That(left, Is.EqualTo(LiveTensors.LeftBy(() => new Parameter(zeros(1)).Dispose())));
    }

    [Test]
    public void TheModelOutlivesItsFlatParameters()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var input = TestPattern.Tensor([5, 4], 9);
        var before = model.call(input);

        new FlatParameters([("all", model)]).Dispose();

        TensorAssert.Same(model.call(input), before);
    }

    /// <summary>Two layers and a normalization between them; equal weights each time.</summary>
    private static Sequential Model()
    {
        var model = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Tanh(), nn.Linear(6, 2));
        TestPattern.Fill(model);
        return model;
    }
}
