using MtlTorch.Balancing;

namespace MtlTorch.Tests.Balancing;

/// <summary>What holds for every loss weighting that remembers something.</summary>
public abstract class StatefulWeightingContract(BalancingOptions options, WhenLossesGrow scale) : LossWeightingContract(options, scale)
{
    [TestCase(torch.ScalarType.Float64)]
    [TestCase(torch.ScalarType.Float32)]
    public void SavedAndLoadedItGoesOnToTheLastBit(torch.ScalarType type)
    {
        var method = Build(4);
        var other = Build(4);
        for (var steps = 0; steps < 5; steps++)
        {
            using var scope = torch.NewDisposeScope();
            ((IStateful)other).Load(((IStateful)method).Save());
            Assert.That(Drive(other, Losses(4, salt: steps), type), Is.EqualTo(Drive(method, Losses(4, salt: steps), type)));
        }
    }
}
