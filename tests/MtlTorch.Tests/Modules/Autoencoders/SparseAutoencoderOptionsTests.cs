using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>Options that contradict each other or the inputs are refused, with the option's name and what to do.</summary>
public sealed class SparseAutoencoderOptionsTests
{
    private static readonly object[] Contradictions =
    [
        new object[] { new SparseAutoencoderOptions { Loss = ReconstructionLoss.Bce, Output = ReconstructionOutput.Linear }, "output" },
        new object[] { new SparseAutoencoderOptions { Loss = ReconstructionLoss.Bce, Center = true }, "center" },
        new object[] { new SparseAutoencoderOptions { Output = ReconstructionOutput.Sigmoid, AuxK = new() }, "auxK" },
        new object[] { new SparseAutoencoderOptions { Tied = true, Decoders = 2 }, "tied" },
        new object[] { new SparseAutoencoderOptions { Sparsity = new PAnnealOptions { Start = 5, End = 5 } }, "sparsity.end" },
        new object[] { new SparseAutoencoderOptions { Sparsity = new PAnnealOptions { From = 0.5, To = 0.6 } }, "sparsity.to" },
        new object[] { new SparseAutoencoderOptions { Sparsity = new MatryoshkaOptions { Parts = [0.5] } }, "sparsity.parts" },
        new object[] { new SparseAutoencoderOptions { Sparsity = new MatryoshkaOptions { Parts = [0.5, 0.5, 1] } }, "sparsity.parts" },
        new object[] { new SparseAutoencoderOptions { Codec = new DenseCodecOptions { Units = 9 }, Sparsity = new TopKOptions { K = 10 } }, "k" },
        new object[] { new SparseAutoencoderOptions { Codec = new DenseCodecOptions { Units = 9 }, Sparsity = new BatchTopKOptions { K = 9.5 } }, "k" },
        new object[] { new SparseAutoencoderOptions { Codec = new ConvCodecOptions() }, "" },
    ];

    [TestCaseSource(nameof(Contradictions))]
    public void ContradictionsAreRefused(SparseAutoencoderOptions options, string option)
    {
        var thrown = Assert.Throws<InvalidOptionException>(() => options.Build([6], Some.Context()))!;

        Assert.That(thrown.Option, Is.EqualTo(option));
        Assert.That(thrown.Problem, Does.Contain("; ").Or.Contain("must").Or.Contain("Use "), "it says what to do");
    }

    [TestCase(3, 3, "padding")]
    [TestCase(9, 0, "kernel")]
    public void FiltersMustFitTheImages(int kernel, int padding, string option)
    {
        var options = new SparseAutoencoderOptions { Codec = new ConvCodecOptions { Kernel = kernel, Padding = padding } };

        Assert.That(() => options.Build([1, 8, 8], Some.Context()), Throws.TypeOf<InvalidOptionException>().With.Property("Option").EqualTo(option));
    }
}
