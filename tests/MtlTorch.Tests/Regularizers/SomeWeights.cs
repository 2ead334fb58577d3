using MtlTorch.Regularizers;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Regularizers;

/// <summary>Weights in double precision, as a model has them: a convolution and a layer that are shared, and like heads of two tasks.</summary>
internal static class SomeWeights
{
    public static RegularizerContext Context(int salt = 1, Randomness? randomness = null)
    {
        return new RegularizerContext(
            [
                Weight("shared.conv.weight", null, WeightRole.Weight, [4, 3, 2, 2], salt),
                Weight("shared.norm.weight", null, WeightRole.Normalization, [4], salt + 1),
                Weight("shared.dense.weight", null, WeightRole.Weight, [5, 7], salt + 2),
                Weight("shared.dense.bias", null, WeightRole.Bias, [5], salt + 3),
                Weight("heads.left.0.weight", "left", WeightRole.Weight, [2, 5], salt + 4),
                Weight("heads.left.0.bias", "left", WeightRole.Bias, [2], salt + 5),
                Weight("heads.right.0.weight", "right", WeightRole.Weight, [2, 5], salt + 6),
                Weight("heads.right.0.bias", "right", WeightRole.Bias, [2], salt + 7),
            ],
            ["left", "right"],
            task => task == "left" ? 10 : 40,
            randomness ?? new Randomness(1));
    }

    public static ModelWeight Weight(string name, string? task, WeightRole role, long[] shape, int salt) =>
        new(name, task, role, TestPattern.Tensor(shape, salt).to(torch.float64), torch.zeros(shape, torch.float64));
}
