using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using MtlTorch.Modules.Autoencoders;
using MtlTorch.Modules.Autoencoders.SaeLens;
using MtlTorch.Modules.Autoencoders.Sparsity;

namespace MtlTorch.Tests.Modules.Autoencoders;

/// <summary>
/// The files are what SAELens loads. Its source: github.com/decoderesearch/SAELens, commit a7ecdba881027fe929213688310501fa6c1d5cd2:
/// sae_lens/saes/sae.py (SAEConfig's keys, initialize_weights' shapes, save_model, load_from_disk with a strict load_state_dict), gated_sae.py
/// and batchtopk_sae.py (saved as jumprelu); jumprelu_sae.py at 9c0140a7fcc1ae16df00e90ffde060efde968fc0; topk_sae.py at
/// bd29287b0d3eee4f5116af35d7e1c9731a8a3eab; loading/pretrained_sae_loaders.py at 10537c19c16c4a1a476575f71e742b1e5a48b3ac
/// (below version 6.0.0 the keys would be read in an older way).
/// </summary>
public sealed class SaeLensFilesTests : FolderTests
{
    private const string Common =
        """
        "dtype":"float32","device":"cpu","apply_b_dec_to_input":true,"normalize_activations":"none","reshape_activations":"none","metadata":{"sae_lens_version":"6.0.0"},
        """;

    private static readonly Dictionary<string, string> Standard = new() { ["W_dec"] = "[8,5]", ["W_enc"] = "[5,8]", ["b_dec"] = "[5]", ["b_enc"] = "[8]" };

    [TestCase("l1", "standard", "")]
    [TestCase("p-anneal", "standard", "")]
    [TestCase("top-k", "topk", "")]
    [TestCase("batch-top-k", "jumprelu", "threshold")]
    [TestCase("matryoshka", "jumprelu", "threshold")]
    [TestCase("jump-relu", "jumprelu", "threshold")]
    [TestCase("gated", "gated", "b_gate b_mag r_mag")]
    [TestCase("kl", "mtltorch", "")]
    public void NamesShapesAndKeysAreThoseOfSaeLens(string kind, string architecture, string more)
    {
        using var autoencoder = SomeAutoencoder.Of(SomeAutoencoder.Kinds[kind]);
        SaeLensFiles.Write(Folder.Path, autoencoder);

        var expected = new SortedDictionary<string, string>(Standard, StringComparer.Ordinal);
        foreach (var name in more.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            expected[name] = "[8]";
        }

        if (kind == "gated")
        {
            expected.Remove("b_enc");
        }

        var header = Header(out _);
        Assert.That(header.EnumerateObject().Select(p => p.Name), Is.EqualTo(expected.Keys));
        foreach (var entry in header.EnumerateObject())
        {
            Assert.That(entry.Value.GetProperty("shape").GetRawText(), Is.EqualTo(expected[entry.Name]));
            Assert.That(entry.Value.Text("dtype"), Is.EqualTo("F32"));
        }

        var k = kind switch
        {
            "top-k" => "\"k\":3,\"rescale_acts_by_decoder_norm\":false,",
            "kl" => "\"activation\":\"sigmoid\",\"output\":\"linear\",",
            _ => "",
        };
        Assert.That(File.ReadAllText(Path.Combine(Folder.Path, "cfg.json")), Is.EqualTo("{\"d_in\":5,\"d_sae\":8," + Common + k + $"\"architecture\":\"{architecture}\"}}"));
        Assert.That(Directory.GetFiles(Folder.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "cfg.json", "sae_weights.safetensors" }));
    }

    [Test]
    public void TheBytesAreAHeaderAndTheMatricesRowByRow()
    {
        using var scope = torch.NewDisposeScope();
        using var autoencoder = SomeAutoencoder.Of(SomeAutoencoder.Kinds["l1"]);
        SaeLensFiles.Write(Folder.Path, autoencoder);

        _ = Header(out var data);

        var expected = new[] { autoencoder.Decoder.get_parameter("weight"), autoencoder.Encoder.Weight, autoencoder.Decoder.get_parameter("bias"), autoencoder.Encoder.Bias! };
        Assert.That(data, Is.EqualTo(expected.SelectMany(t => TensorAssert.Bytes(t.to(torch.float32)))), "W_dec, W_enc, b_dec, b_enc");
    }

    [TestCaseSource(typeof(SomeAutoencoder), nameof(SomeAutoencoder.KindNames))]
    public void WhatIsReadComputesWhatWasWritten(string kind)
    {
        using var scope = torch.NewDisposeScope();
        using var written = SomeAutoencoder.Of(SomeAutoencoder.Kinds[kind]);
        written.Loss(SomeAutoencoder.Input(salt: 3));
        written.eval();
        SaeLensFiles.Write(Folder.Path, written);
        using var read = SaeLensFiles.Read(Folder.Path, Some.Context());
        var input = SomeAutoencoder.Input();

        Assert.That(read.training, Is.False);
        TensorAssert.Close(read.Encode(input.to(torch.float32)).Code, written.Encode(input).Code, 1e-5);
        TensorAssert.Close(read.call(input.to(torch.float32)), written.call(input), 1e-5);
    }

    [Test]
    public void TiedWeightsAndSigmoidOutputsAreKept()
    {
        using var scope = torch.NewDisposeScope();
        using var written = SomeAutoencoder.Of(new KlOptions(), o => o with { Tied = true, Loss = ReconstructionLoss.Bce });
        SaeLensFiles.Write(Folder.Path, written);
        using var read = SaeLensFiles.Read(Folder.Path, Some.Context());
        var input = SomeAutoencoder.Input();

        TensorAssert.Close(read.call(input.to(torch.float32)), written.call(input), 1e-5);
    }

    [Test]
    public void MixturesAndConvolutionsHaveNoPlace()
    {
        using var mixture = SomeAutoencoder.Of(new L1Options(), o => o with { Decoders = 2 });

        Assert.That(() => SaeLensFiles.Write(Folder.Path, mixture), Throws.ArgumentException.With.Message.Contains("state dict"));
        Assert.That(Directory.GetFiles(Folder.Path), Is.Empty);
    }

    [TestCase("{", "not JSON")]
    [TestCase("[]", "d_in")]
    [TestCase("""{"d_in":5,"architecture":"standard"}""", "d_sae")]
    [TestCase("""{"d_in":5,"d_sae":-8,"architecture":"standard"}""", "-8")]
    [TestCase("""{"d_in":5,"d_sae":9,"architecture":"standard"}""", "[9, 5]")]
    [TestCase("""{"d_in":5,"d_sae":8,"architecture":"temporal"}""", "temporal")]
    [TestCase("""{"d_in":5,"d_sae":8,"architecture":"topk"}""", "needs k")]
    [TestCase("""{"d_in":5,"d_sae":8,"architecture":"topk","k":9}""", "at most 8")]
    [TestCase("""{"d_in":5,"d_sae":8,"architecture":"gated"}""", "b_gate")]
    [TestCase("""{"d_in":5,"d_sae":8,"architecture":"standard","normalize_activations":"layer_norm"}""", "layer_norm")]
    public void WhatDoesNotFitIsRefused(string config, string part)
    {
        using var autoencoder = SomeAutoencoder.Of(new L1Options());
        SaeLensFiles.Write(Folder.Path, autoencoder);
        File.WriteAllText(Path.Combine(Folder.Path, "cfg.json"), config);

        Assert.That(() => SaeLensFiles.Read(Folder.Path, Some.Context()), Throws.TypeOf<MalformedFileException>().With.Message.Contains(part).And.Message.Contains(Folder.Path));
    }

    private JsonElement Header(out byte[] data)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder.Path, "sae_weights.safetensors"));
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        data = bytes[(8 + length)..];
        return JsonDocument.Parse(Encoding.UTF8.GetString(bytes, 8, length)).RootElement;
    }
}
