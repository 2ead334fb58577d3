using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Data;
using MtlTorch.Experiments.Running;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Running;

public sealed class DescriptionFileTests : FolderTests
{
    private static Gen<string> Names => Gen.Elements("age", "native country", "ü\"\\", "a.b", "x\ny", "");

    private static Gen<InputColumn> Columns => Gen.OneOf(
        from name in Names from gaps in Gen.Elements(true, false) select (InputColumn)new NumberColumn(name, gaps),
        from name in Names from categories in Names.ArrayOf() select (InputColumn)new CategoryColumn(name, categories));

    private static Gen<TargetDescription> Targets => Gen.OneOf(
        from width in Gen.Choose(1, 4) from unit in Gen.Elements(null, "kWh/m²") select (TargetDescription)new RealTarget(width, unit),
        from classes in Names.ArrayOf() select (TargetDescription)new ClassTarget(classes));

    [Test]
    public void WhatWasWrittenIsRead() => Properties.Hold(
        from columns in Columns.ArrayOf()
        from target in Targets
        from rows in Gen.Choose(0, 100_000).ArrayOf(3)
        select new DataDescription([columns.Length], new Dictionary<string, TargetDescription> { ["y"] = target }, Enum.GetValues<SplitName>().Zip(rows).ToDictionary(p => p.First, p => (long)p.Second))
        {
            Columns = columns,
            LabeledRows = new Dictionary<string, long> { ["y"] = 7 },
            Notes = ["a note"],
        },
        data =>
        {
            var path = Folder["description.json"];
            DescriptionFile.Write(path, data);
            var read = DescriptionFile.Read(path);

            Assert.That(read.InputShape, Is.EqualTo(data.InputShape));
            Assert.That(read.Columns.Select(Text), Is.EqualTo(data.Columns.Select(Text)));
            Assert.That(read.Targets.Select(t => (t.Key, Text(t.Value))), Is.EqualTo(data.Targets.Select(t => (t.Key, Text(t.Value)))));
            Assert.That(read.Rows, Is.EqualTo(data.Rows));
            Assert.That(read.LabeledRows, Is.EqualTo(data.LabeledRows));
            Assert.That(read.Notes, Is.EqualTo(data.Notes));
        });

    [TestCase("{")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("""{"inputShape": [1], "columns": [{"name": "a", "kind": "category"}], "targets": {}, "rows": {}, "labeledRows": {}, "notes": []}""")]
    [TestCase("""{"inputShape": [1], "columns": [{"name": null, "kind": "number"}], "targets": {}, "rows": {}, "labeledRows": {}, "notes": []}""")]
    [TestCase("""{"inputShape": [1], "columns": [], "targets": {"y": {"kind": "sound"}}, "rows": {}, "labeledRows": {}, "notes": []}""")]
    public void ADamagedFileIsRefused(string text) =>
        Assert.That(() => DescriptionFile.Read(Folder.Write("description.json", text)), Throws.TypeOf<MalformedFileException>().With.Message.Contains("it is not the description of a data set."));

    [Test]
    public void AFileThatIsNotThereIsAnsweredWithWhy() =>
        Assert.That(() => DescriptionFile.Read(Folder["description.json"]), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("the run never began to train"));

    private static string Text(InputColumn column) => column is CategoryColumn c ? $"{c.Name}: {string.Join('|', c.Categories)} ({c.Categories.Count})" : $"{column}";

    private static string Text(TargetDescription target) => target is ClassTarget c ? $"{string.Join('|', c.Classes)} ({c.Classes.Count})" : $"{target}";
}
