using MtlTorch.Modules.Sharing;
using MtlTorch.Modules.Trunks;
using MtlTorch.Tasks;

namespace MtlTorch.Tests.Tasks;

public sealed class ModelBuilderTests
{
    [Test]
    public void TheSeedDecidesAboutTheWeightsAndNothingElse()
    {
        using var first = Some.Model(Some.Context(1));
        torch.manual_seed(9);
        using var second = Some.Model(Some.Context(1));
        using var third = Some.Model(Some.Context(2));

        Assert.That(Bytes(second), Is.EqualTo(Bytes(first)));
        Assert.That(Bytes(third), Is.Not.EqualTo(Bytes(first)));
    }

    [Test]
    public void AFurtherTaskLeavesTheWeightsOfTheOthersAlone()
    {
        var tasks = Some.Tasks();
        using var one = Some.Model(tasks: [tasks[0]]);
        using var both = Some.Model(tasks: tasks);

        foreach (var (name, tensor) in one.state_dict())
        {
            TensorAssert.Same(both.state_dict()[name], tensor, name);
        }
    }

    [Test]
    public void AModelThatCannotBeIsRefusedAsItsTrunkRefusesIt() => Assert.That(
        () => ModelBuilder.Build(new LeNetOptions(), new HardSharingOptions(), Some.Tasks(), [1, 8, 8], Some.Context()),
        Throws.TypeOf<InvalidOptionException>().With.Message.Contains("at least 16 x 16"));

    private static byte[] Bytes(MultiTaskModel model) => [.. model.state_dict().Values.SelectMany(TensorAssert.Bytes)];
}
