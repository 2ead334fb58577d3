using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.Sparsity;
using MtlTorch.Tensors;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>Trained on sparse combinations of known directions, a dictionary finds the directions.</summary>
public sealed class DictionaryRecoveryTests
{
    private const int Directions = 32;
    private const int Inputs = 16;
    private const int Rows = 256;
    private const int Steps = 1500;
    private const long Seed = 3;

    /// <summary>With seeds 3, 4 and 5 the kinds reach 0.87 (matryoshka) to 0.99 (top-k); drawn directions have 0.55.</summary>
    private const double Found = 0.85;

    private static readonly Dictionary<string, SparsityOptions> Cases = new()
    {
        ["l1"] = new L1Options { Weight = 0.3 },
        ["p-anneal"] = new PAnnealOptions { Weight = 0.3, Start = 300, End = Steps },
        ["top-k"] = new TopKOptions { K = 3 },
        ["batch-top-k"] = new BatchTopKOptions { K = 3 },
        ["matryoshka"] = new MatryoshkaOptions { K = 3, Parts = [0.5, 1] },
        ["jump-relu"] = new JumpReluOptions { Weight = 0.1, Bandwidth = 0.1, Threshold = 0.1 },
        ["gated"] = new GatedOptions { Weight = 1 },
    };

    private static IEnumerable<string> Names => Cases.Keys;

    [TestCaseSource(nameof(Names))]
    public void TheDirectionsAreFound(string kind)
    {
        using var scope = torch.NewDisposeScope();
        using var randomness = new Randomness(Seed);
        var truth = torch.empty(Directions, Inputs).normal_(0, 1, randomness.Stream("directions"));
        truth = truth / truth.norm(dim: 1, keepdim: true);
        var options = new SparseAutoencoderOptions { Codec = new DenseCodecOptions { Units = 2 * Directions }, Sparsity = Cases[kind], NormalizeDecoder = true, RemoveParallelGradient = true };
        using var autoencoder = options.Build([Inputs], Some.Context(Seed));
        var before = Recovery(autoencoder, truth);

        Train(autoencoder, truth, randomness);

        var after = Recovery(autoencoder, truth);
        TestContext.Out.WriteLine($"{kind}: mean max cosine {before:F3} before, {after:F3} after");
        Assert.That(after, Is.GreaterThan(Found));
        Assert.That(before, Is.LessThan(0.6), "the drawn directions must not do already");
    }

    private static void Train(SparseAutoencoder autoencoder, torch.Tensor truth, Randomness randomness)
    {
        using var optimizer = torch.optim.Adam(autoencoder.parameters(), 3e-3);
        for (var step = 0; step < Steps; step++)
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            autoencoder.Loss(Combinations(truth, randomness.Stream("rows"))).Total.backward();
            autoencoder.BeforeStep();
            optimizer.step();
            autoencoder.AfterStep();
        }
    }

    /// <summary>Rows in which each direction occurs with probability 1/16, two on average, with an amount from 1/2 to 3/2.</summary>
    private static torch.Tensor Combinations(torch.Tensor truth, torch.Generator generator)
    {
        using var scope = torch.NewDisposeScope();
        var present = torch.empty(Rows, Directions).uniform_(0, 1, generator) < 1.0 / 16;
        var amounts = torch.empty(Rows, Directions).uniform_(0.5, 1.5, generator);
        return (amounts * present).mm(truth).MoveToOuterDisposeScope();
    }

    /// <summary>For each true direction the largest cosine to one of the dictionary, averaged.</summary>
    private static double Recovery(SparseAutoencoder autoencoder, torch.Tensor truth)
    {
        using var scope = torch.NewDisposeScope();
        var found = ((PlainDecoder)autoencoder.Decoder).Directions().detach();
        return truth.mm((found / found.norm(dim: 1, keepdim: true)).t()).amax([1]).mean().item<float>();
    }
}
