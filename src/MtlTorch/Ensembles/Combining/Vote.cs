using static TorchSharp.torch;

namespace MtlTorch.Ensembles.Combining;

/// <summary>
/// The class that most members name, and the median of the numbers. A class's probability is (votes + mean probability) / (M + 1): the members' mean is one
/// more voice that is spread over the classes. It decides between classes with equally many votes, never against more votes, and no class has
/// probability 0. (For a class with fewer votes to draw level, each of the M members would have to be certain of it, and then it had all the votes.)
/// </summary>
public sealed record Vote() : Combination(CombinationKind.Vote)
{
    /// <inheritdoc/>
    public override Tensor Classes(Tensor members)
    {
        var (count, classes) = (members.size(0), members.size(2));
        var votes = nn.functional.one_hot(members.argmax(-1), classes).to(float64).sum(dim: 0);
        return ((votes + members.exp().mean([0L])) / (count + 1)).clamp_min(1e-300).log();
    }

    /// <inheritdoc/>
    public override Tensor Numbers(Tensor members)
    {
        var count = members.size(0);
        var (sorted, _) = members.sort(0);
        return (sorted.select(0, (count - 1) / 2) + sorted.select(0, count / 2)) / 2;
    }
}
