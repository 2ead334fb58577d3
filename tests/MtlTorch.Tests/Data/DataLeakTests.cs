using MtlTorch.Data;
using MtlTorch.Data.DataSets;
using MtlTorch.Data.Inputs;
using MtlTorch.Data.Tables;
using MtlTorch.Tensors.Safetensors;

namespace MtlTorch.Tests.Data;

/// <summary>What is loaded or read leaves no tensor behind but its own.</summary>
public sealed class DataLeakTests : FolderTests
{
    private static readonly ShapesOptions Shapes = new() { Train = 50, Validation = 14, Test = 6, ImageSize = 8 };

    private static IEnumerable<DataOptions> Derived =>
    [
        Shapes with { Fold = new FoldOptions { Count = 3, Stratify = ["shape"] } },
        Shapes with { Fold = new FoldOptions { Index = 0 } },
        Shapes with { Bootstrap = 1 },
        new MakeClassificationOptions { Train = 30, Missing = 0.5, Redundant = 3 },
        new MakeRegressionOptions { Train = 30, Missing = 0.5 },
    ];

    [TestCaseSource(nameof(Derived))]
    public void SplitsAreAllThatIsLeft(DataOptions options) => AssertNothingLeft(options);

    [Test]
    public void ATableLeavesItsSplits()
    {
        Folder.Write("t.csv", "a,b,g,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{(i % 7 == 0 ? "" : "x")},{i / 4},{(i % 5 == 0 ? "" : $"{i % 3}c")}\n")));
        var columns = new Dictionary<string, TabularColumn> { ["y"] = new() { Role = ColumnRole.Target }, ["g"] = new() { Role = ColumnRole.Group } };
        AssertNothingLeft(new TabularOptions { Root = Folder.Path, File = "t.csv", Columns = columns, Fold = new FoldOptions { Count = 3, Stratify = ["y"] } });
    }

    [Test]
    public void ReadersLeaveWhatTheyHandOut()
    {
        Folder.Write("t.csv", "a\n1\n2\n3\n");
        SafetensorsFile.Write(Folder["t.safetensors"], new Dictionary<string, torch.Tensor> { ["inputs"] = torch.rand([5, 1, 2, 2]) });
        File.WriteAllBytes(Folder["a.png"], PngFixture.Encode(2, 2, 0, [1, 2, 3, 4], _ => 0));
        File.WriteAllBytes(Folder["b.png"], [1, 2]);
        File.WriteAllBytes(Folder["c.bin"], new byte[12]);
        File.WriteAllBytes(Folder["d.idx"], MnistFixture.Idx(new byte[20], 5, 2, 2));
        var images = new ImageReader([1, 2, 2], pixels => pixels.to(torch.float32) / 255);

        AssertNothingLeft(new TableRowReader([new NumberColumn("a")], TableFormat.Default), Folder["t.csv"], 3);
        AssertNothingLeft(images, Folder["t.safetensors"], 5);
        AssertNothingLeft(images, Folder.Path, 1);
        AssertNothingLeft(images, Folder["c.bin"], 2);
        AssertNothingLeft(images, Folder["d.idx"], 5);
    }

    private static void AssertNothingLeft(DataOptions options) => Assert.That(
        LiveTensors.LeftBy(() =>
        {
            var set = options.Open();
            foreach (var name in Enum.GetValues<SplitName>().Where(name => set.Description.Rows[name] > 0))
            {
                set.Load(name).Dispose();
            }
        }),
        Is.Zero);

    private static void AssertNothingLeft(IInputReader reader, string path, int rows)
    {
        var read = 0;
        var left = LiveTensors.LeftBy(() =>
        {
            foreach (var some in reader.Read(path, 2, _ => { }))
            {
                read += some.Names.Count;
                some.Inputs.Dispose();
            }
        });

        Assert.That((read, left), Is.EqualTo((rows, 0)), path);
    }
}
