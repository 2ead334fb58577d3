using MtlTorch.Data;
using MtlTorch.Data.DataSets;
using MtlTorch.Data.Inputs;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Tests.Data.Inputs;

public class ImageReaderTests : FolderTests
{
    private static readonly ImageReader Gray = new([1, 2, 3], pixels => pixels.to(torch.float32));
    private static readonly ImageReader Color = new([3, 2, 2], pixels => pixels.to(torch.float32));

    [Test]
    public void Test_images_of_a_data_set_come_back_as_it_gives_them()
    {
        using var scope = torch.NewDisposeScope();
        MnistFixture.Write(Folder.Path);
        var options = new MnistOptions { Root = Folder.Path, Validation = 0 };
        var set = options.Open();
        using var test = set.Load(SplitName.Test);
        var read = Read(options.ReaderOf(set.Description), Folder["mnist", "t10k-images-idx3-ubyte"], rowsAtOnce: 7);
        Assert.Multiple(() =>
        {
            Assert.That(read.Inputs.shape, Is.EqualTo(test.Inputs.shape));
            Assert.That(read.Inputs.data<float>().ToArray(), Is.EqualTo(test.Inputs.data<float>().ToArray()));
            Assert.That(read.Names.Select(n => n.Number), Is.EqualTo(Enumerable.Range(1, 20)));
        });
    }

    [Test]
    public void Channels_of_colored_files_lie_one_after_the_other()
    {
        using var scope = torch.NewDisposeScope();
        File.WriteAllBytes(Folder["a.png"], PngFixture.Encode(2, 2, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], _ => 0));
        Assert.That(Read(Color, Folder["a.png"]).Inputs.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12 }));
    }

    [Test]
    public void A_gray_file_has_equal_channels_where_colors_are_wanted()
    {
        using var scope = torch.NewDisposeScope();
        File.WriteAllBytes(Folder["a.png"], PngFixture.Encode(2, 2, 0, [1, 2, 3, 4], _ => 0));
        Assert.That(Read(Color, Folder["a.png"]).Inputs.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4 }));
    }

    [Test]
    public void Files_of_a_folder_are_rows_and_bad_ones_are_told()
    {
        using var scope = torch.NewDisposeScope();
        var one = PngFixture.Encode(3, 2, 0, [1, 2, 3, 4, 5, 6], _ => 0);
        File.WriteAllBytes(Folder["c.png"], one);
        File.WriteAllBytes(Folder["a.PNG"], one);
        File.WriteAllBytes(Folder["b.png"], one[..20]);
        File.WriteAllBytes(Folder["d.png"], PngFixture.Encode(2, 2, 0, [1, 2, 3, 4], _ => 0));
        File.WriteAllBytes(Folder["e.png"], PngFixture.Encode(3, 2, 2, new byte[18], _ => 0));
        var bad = new List<BadRow>();
        var read = Read(Gray, Folder.Path, bad: bad.Add);
        Assert.Multiple(() =>
        {
            Assert.That(read.Names, Is.EqualTo(new[] { new RowName(1, "a.PNG"), new RowName(3, "c.png") }));
            Assert.That(bad.Select(b => b.Name.Number), Is.EqualTo(new long[] { 2, 4, 5 }));
            Assert.That(bad[0].Problem, Does.Contain("b.png").And.Contain("ends before"));
            Assert.That(bad[1].Problem, Does.Contain("2 x 2 pixels; the model takes 3 x 2"));
            Assert.That(bad[2].Problem, Does.Contain("3 color channels"));
        });
    }

    [Test]
    public void Records_lose_their_label_and_a_cut_off_one_is_told()
    {
        using var scope = torch.NewDisposeScope();
        byte[] record = [9, 1, 2, 3, 4, 5, 6];
        File.WriteAllBytes(Folder["batch.bin"], [.. record, .. record, .. record[..3]]);
        var bad = new List<BadRow>();
        var read = Read(Gray, Folder["batch.bin"], rowsAtOnce: 2, bad: bad.Add);
        Assert.Multiple(() =>
        {
            Assert.That(read.Inputs.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6 }));
            Assert.That(bad.Single().Problem, Does.Contain("byte 14: the file ends inside a record"));
        });
    }

    [Test]
    public void Tensors_are_taken_as_they_are_and_bytes_as_pixels()
    {
        using var scope = torch.NewDisposeScope();
        var rows = torch.arange(12, torch.float32).view(2, 1, 2, 3) / 10;
        SafetensorsFile.Write(Folder["real.safetensors"], new Dictionary<string, torch.Tensor> { ["inputs"] = rows, ["other"] = torch.zeros(3) });
        SafetensorsFile.Write(Folder["bytes.safetensors"], new Dictionary<string, torch.Tensor> { ["x"] = (rows * 10).to(torch.uint8) });
        Assert.Multiple(() =>
        {
            Assert.That(Read(Gray, Folder["real.safetensors"]).Inputs.data<float>().ToArray(), Is.EqualTo(rows.data<float>().ToArray()));
            Assert.That(Read(Gray, Folder["bytes.safetensors"]).Inputs.data<float>().ToArray(), Is.EqualTo(Enumerable.Range(0, 12)));
        });
    }

    [Test]
    public void What_cannot_be_inputs_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        File.WriteAllBytes(Folder["a.idx"], MnistFixture.Idx(new byte[8], 2, 4));
        Folder.Write("a.jpg", "");
        Directory.CreateDirectory(Folder["empty"]);
        SafetensorsFile.Write(Folder["two.safetensors"], new Dictionary<string, torch.Tensor> { ["a"] = torch.zeros(1), ["b"] = torch.zeros(1) });
        SafetensorsFile.Write(Folder["flat.safetensors"], new Dictionary<string, torch.Tensor> { ["a"] = torch.zeros(2, 6) });
        SafetensorsFile.Write(Folder["whole.safetensors"], new Dictionary<string, torch.Tensor> { ["a"] = torch.zeros([2, 1, 2, 3], torch.int64) });
        foreach (var (file, message) in new[]
        {
            ("a.idx", "the model takes images of [1, 2, 3]"), ("a.jpg", "convert"), ("empty", "no file that ends in .png"),
            ("two.safetensors", "'inputs'"), ("flat.safetensors", "[N, 1, 2, 3]"), ("whole.safetensors", "real numbers, or pixels as bytes"),
        })
        {
            Assert.That(Assert.Throws<InvalidOptionException>(() => Read(Gray, Folder[file])).Message, Does.Contain(message));
        }
    }

    private static InputRows Read(IInputReader reader, string path, int rowsAtOnce = 100, Action<BadRow>? bad = null)
    {
        var portions = reader.Read(path, rowsAtOnce, bad ?? (row => Assert.Fail(row.Problem))).ToList();
        Assert.That(portions.SkipLast(1).Select(p => p.Names.Count), Is.All.LessThanOrEqualTo(rowsAtOnce));
        return new InputRows(torch.cat([.. portions.Select(p => p.Inputs)]), [.. portions.SelectMany(p => p.Names)]);
    }
}
