using static TorchSharp.torch.nn;

namespace SystemTorch.Tests.NN;

/// <summary>Lists and dictionaries of modules. As in TorchSharp, they register what they hold when they are registered.</summary>
public sealed class ContainerTests
{
    [Test]
    public void A_list_registers_what_it_holds_by_position()
    {
        var list = ModuleList(Linear(1, 2), Linear(2, 3));
        list.Add(Linear(3, 4));
        list.Insert(0, Linear(9, 9));
        list.RemoveAt(1);
        using var holder = new Holder(list);
        Assert.That(list.Select(layer => layer.weight.shape[1]), Is.EqualTo(new long[] { 9, 2, 3 }));
        Assert.That(
            holder.named_parameters().Select(p => p.name),
            Is.EqualTo(new[] { "part.0.weight", "part.0.bias", "part.1.weight", "part.1.bias", "part.2.weight", "part.2.bias" }));
        Assert.That(holder.parameters().First(), Is.SameAs(list[0].weight));
    }

    [Test]
    public void A_dictionary_keeps_its_order_and_names()
    {
        var dictionary = ModuleDict(("zebra", Linear(1, 2)), ("ant", Linear(2, 3)));
        using var holder = new Holder(dictionary);
        Assert.That(dictionary.Select(entry => entry.Item1), Is.EqualTo(new[] { "zebra", "ant" }));
        Assert.That(dictionary["ant"].weight.shape, Is.EqualTo(new long[] { 3, 2 }));
        Assert.That(holder.named_parameters().First().name, Is.EqualTo("part.zebra.weight"));
    }

    [Test]
    public void A_name_with_a_dot_is_refused()
        => Assert.That(() => new Holder(ModuleDict(("a.b", Linear(1, 1)))), Throws.ArgumentException);

    [Test]
    public void Containers_are_trained_and_disposed_of_with_their_modules()
    {
        var dropout = Dropout();
        var holder = new Holder(ModuleList<Module<Tensor, Tensor>>(dropout, Linear(1, 1)));
        holder.eval();
        Assert.That(dropout.training, Is.False);
        var weight = holder.parameters().First();
        holder.Dispose();
        Assert.That(weight.IsInvalid, Is.True);
    }

    /// <summary>Registers a container, so that this registers its modules.</summary>
    private sealed class Holder : Module<Tensor, Tensor>
    {
        private readonly Module part;

        public Holder(Module part)
            : base(nameof(Holder))
        {
            this.part = part;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => throw new NotSupportedException(part.GetName());
    }
}
