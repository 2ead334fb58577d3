using MtlTorch.Tasks;
using MtlTorch.Tensors.Safetensors;
using MtlTorch.Training.Checkpoints;

namespace MtlTorch.Tests.Training.Checkpoints;

/// <summary>A checkpoint of another model is refused, with what is different, before anything is copied.</summary>
public sealed class CheckpointRefusalTests : FolderTests
{
    private MultiTaskModel model = null!;
    private Dictionary<string, torch.Tensor> tensors = null!;

    private string ModelFile => Folder[Checkpoint.ModelFile];

    [SetUp]
    public void MakeModel()
    {
        model = Some.Model();
        tensors = model.state_dict().ToDictionary(t => t.Key, t => torch.ones_like(t.Value.detach()));
    }

    [TearDown]
    public void DisposeOfModel()
    {
        model.Dispose();
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }
    }

    [Test]
    public void TheModelsOwnNamesShapesAndTypesAreTaken()
    {
        SafetensorsFile.Write(ModelFile, tensors);

        Checkpoint.LoadModel(Folder.Path, model);

        Assert.That(model.state_dict().Values.SelectMany(TensorAssert.Doubles), Is.All.EqualTo(1));
    }

    [Test]
    public void MissingAndUnexpectedTensorsAreNamed()
    {
        tensors.Remove("heads.amount.mean");
        tensors["heads.weather.bias"] = torch.ones(1);

        AssertRefused("it does not belong to this model: missing heads.amount.mean, unexpected heads.weather.bias.");
    }

    [Test]
    public void ManyNamesAreNotAllListed()
    {
        foreach (var name in tensors.Keys.Where(n => n.StartsWith("heads.", StringComparison.Ordinal)).ToList())
        {
            tensors.Remove(name);
        }

        AssertRefused("layers.0.bias, heads.amount.inner.dense.layers.0.weight and 3 more, unexpected none.");
    }

    [TestCase(1L)]
    [TestCase(8L, 1L)]
    [TestCase(1L, 8L)]
    [TestCase(9L)]
    public void AShapeMustBeTheModelsEvenIfItCouldBeBroadcast(params long[] shape)
    {
        tensors["shared.trunk.dense.layers.0.bias"] = torch.ones(shape);

        AssertRefused($"tensor 'shared.trunk.dense.layers.0.bias' is Float32 [{string.Join(", ", shape)}], the model's is Float32 [8].");
    }

    [Test]
    public void AnElementTypeMustBeTheModels()
    {
        tensors["shared.trunk.dense.layers.0.bias"] = torch.ones(8, torch.float64);

        AssertRefused("tensor 'shared.trunk.dense.layers.0.bias' is Float64 [8], the model's is Float32 [8].");
    }

    [Test]
    public void ADamagedFileIsRefused()
    {
        SafetensorsFile.Write(ModelFile, tensors);
        using (var file = new FileStream(ModelFile, FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        AssertRefused("do not lie within");
    }

    /// <summary>Writes the file unless it is there, and loads it in vain.</summary>
    private void AssertRefused(string problem)
    {
        if (!File.Exists(ModelFile))
        {
            SafetensorsFile.Write(ModelFile, tensors);
        }

        var before = model.state_dict().ToDictionary(t => t.Key, t => TensorAssert.Bytes(t.Value));

        var refusal = LiveTensors.LeftBy(() => Assert.That(
            () => Checkpoint.LoadModel(Folder.Path, model),
            Throws.TypeOf<MalformedFileException>().With.Message.StartsWith(ModelFile).And.Message.Contains(problem)));

        Assert.That(refusal, Is.Zero, "tensors of the file stay behind");
        Assert.That(model.state_dict().ToDictionary(t => t.Key, t => TensorAssert.Bytes(t.Value)), Is.EqualTo(before));
    }
}
