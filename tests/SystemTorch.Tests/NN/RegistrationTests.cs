using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace SystemTorch.Tests.NN;

/// <summary>How modules come to their parameters, buffers and submodules.</summary>
public sealed class RegistrationTests
{
    [Test]
    public void Fields_are_registered_in_the_order_of_declaration_the_deriving_class_first()
    {
        using var module = new Derived();
        Assert.Multiple(() =>
        {
            Assert.That(
                module.named_parameters().Select(p => p.name),
                Is.EqualTo(new[] { "own", "renamed.weight", "renamed.bias", "first.weight" }));
            Assert.That(module.named_buffers().Select(b => b.name), Is.EqualTo(new[] { "mean" }));
            Assert.That(module.named_children().Select(c => c.name), Is.EqualTo(new[] { "renamed", "first" }));
        });
    }

    [Test]
    public void Lists_of_modules_are_no_modules()
    {
        using var module = new WithList();
        Assert.That(module.parameters(), Is.Empty);
    }

    [Test]
    public void Without_registration_there_is_nothing()
    {
        using var module = new Unregistered();
        Assert.That(module.parameters(), Is.Empty);
    }

    [Test]
    public void A_name_can_be_registered_once()
    {
        using var module = new Unregistered();
        module.register_module("layer", Linear(1, 1));
        module.register_parameter("p", new Parameter(ones(1)));
        module.register_buffer("b", ones(1));
        Assert.Multiple(() =>
        {
            Assert.That(() => module.register_module("layer", Linear(1, 1)), Throws.InvalidOperationException);
            Assert.That(() => module.register_parameter("p", new Parameter(ones(1))), Throws.InvalidOperationException);
            Assert.That(() => module.register_buffer("b", ones(1)), Throws.InvalidOperationException);
            Assert.That(() => module.register_module("a.b", Linear(1, 1)), Throws.ArgumentException);
            Assert.That(() => module.register_parameter("q", null!), Throws.TypeOf<ArgumentNullException>());
            Assert.That(() => module.register_buffer("c", null!), Throws.TypeOf<ArgumentNullException>());
        });
    }

    [Test]
    public void Parts_are_found_by_their_paths()
    {
        using var net = Sequential(("fc", Linear(2, 3)), ("norm", BatchNorm1d(3)));
        Assert.Multiple(() =>
        {
            Assert.That(net.get_parameter("fc.weight"), Is.SameAs(((Linear)net[0]).weight));
            Assert.That(net.get_buffer("norm.running_var"), Is.SameAs(((BatchNorm1d)net[1]).running_var));
            Assert.That(net.get_parameter("fc.nothing"), Is.Null);
            Assert.That(net.has_parameter("nowhere.weight"), Is.False);
        });
    }

    [Test]
    public void A_shared_parameter_is_listed_once_and_saved_under_all_its_names()
    {
        var shared = Linear(2, 2);
        using var net = new Shared(shared);
        Assert.Multiple(() =>
        {
            Assert.That(net.named_parameters().Select(p => p.name), Is.EqualTo(new[] { "a.weight", "a.bias" }));
            Assert.That(net.state_dict().Keys, Is.EqualTo(new[] { "a.weight", "a.bias", "b.weight", "b.bias" }));
        });
    }

    [Test]
    public void A_parameter_can_be_replaced()
    {
        using var layer = Linear(2, 2);
        var old = layer.weight;
        layer.weight = new Parameter(zeros(2, 2));
        Assert.That(old.IsInvalid, Is.True);
        Assert.That(layer.parameters().First(), Is.SameAs(layer.weight));
        layer.bias = null!;
        Assert.That(layer.named_parameters().Select(p => p.name), Is.EqualTo(new[] { "weight" }));
        Assert.That(layer.call(ones(1, 2)).data<float>().ToArray(), Has.All.Zero);
    }

    private class Base : Module<Tensor, Tensor>
    {
        private readonly Linear first = Linear(1, 1, hasBias: false);

        protected Base()
            : base("base")
        {
        }

        public override Tensor forward(Tensor input) => first.call(input);
    }

    private sealed class Derived : Base
    {
        private readonly Parameter own = new(ones(1));

        [ComponentName(Name = "renamed")]
        private readonly Linear second = Linear(1, 1);

        private readonly Tensor mean = ones(1);

        public Derived() => RegisterComponents();

        public override Tensor forward(Tensor input) => base.forward(second.call(input) * own) - mean;
    }

    private sealed class WithList : Module<Tensor, Tensor>
    {
        private readonly List<Linear> layers = [Linear(1, 1)];

        public WithList()
            : base(nameof(WithList))
            => RegisterComponents();

        public override Tensor forward(Tensor input) => layers[0].call(input);
    }

    private sealed class Unregistered : Module<Tensor, Tensor>
    {
        private readonly Linear layer = Linear(1, 1);

        public Unregistered()
            : base(nameof(Unregistered))
        {
        }

        public override Tensor forward(Tensor input) => layer.call(input);
    }

    private sealed class Shared : Module<Tensor, Tensor>
    {
        private readonly Linear a;
        private readonly Linear b;

        public Shared(Linear layer)
            : base(nameof(Shared))
        {
            (a, b) = (layer, layer);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => b.call(a.call(input));
    }
}
