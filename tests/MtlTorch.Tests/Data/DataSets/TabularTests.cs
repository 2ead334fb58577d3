using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

/// <summary>What becomes of the columns of a table.</summary>
public sealed class TabularTests : FolderTests
{
    private const string People = "age,work,city,income,id\n30,none,Ulm,10,a\n?,some,Rom,20,b\n50,some,?,,c\n25,much,Ulm,15,d\n";

    [Test]
    public void WhatIsNotSaidIsFoundOut()
    {
        var data = Open(People, new() { File = "t.csv", Targets = Target("income") });

        Assert.Multiple(() =>
        {
            Assert.That(data.Description.InputShape, Is.EqualTo(new long[] { 4 }));
            Assert.That(data.Description.Columns[0], Is.EqualTo(new NumberColumn("age", HasMissing: true)));
            Assert.That(((CategoryColumn)data.Description.Columns[1]).Categories, Is.EqualTo(new[] { "much", "none", "some" }));
            Assert.That(data.Description.Columns.Select(c => c.Name), Is.EqualTo(new[] { "age", "work", "city", "id" }));
            Assert.That(data.Description.Targets["income"], Is.EqualTo(new RealTarget()));
            Assert.That(data.Description.Notes[0], Is.EqualTo("inputs: 1 number, 3 category columns (inferred: numbers age; categories work, city, id)"));
        });
    }

    [Test]
    public void InputsAreNumbersAndCodesAndGaps()
    {
        using var split = Open(People, new() { File = "t.csv", Targets = Target("income"), Columns = Said("id", new() { Role = ColumnRole.Ignore }), Validation = 0, Test = 0 })
            .Load(SplitName.Train);

        Assert.That(split.Inputs.data<float>().ToArray(), Is.EqualTo(new[] { 30, 1, 1, float.NaN, 2, 0, 50, 2, float.NaN, 25, 0, 1 }));
        Assert.That(split.Targets["income"].data<float>().ToArray(), Is.EqualTo(new[] { 10, 20, float.NaN, 15 }));
        Assert.That(split.Partial, Is.EquivalentTo(new[] { "income" }));
    }

    [Test]
    public void RowsWithoutALabelAreCounted() =>
        Assert.That(Open(People, new() { File = "t.csv", Targets = Target("income"), Validation = 0, Test = 0 }).Description.LabeledRows, Is.EqualTo(new Dictionary<string, long> { ["income"] = 3 }));

    [Test]
    public void AValueAgainstAllOthersAndAGapThatIsNeither()
    {
        var data = Open(People, new()
        {
            File = "t.csv",
            Targets = new Dictionary<string, TabularTarget> { ["roman"] = new() { Column = "city", Positive = "Rom" }, ["work"] = new() },
            Validation = 0,
            Test = 0,
        });
        using var split = data.Load(SplitName.Train);

        Assert.That(((ClassTarget)data.Description.Targets["roman"]).Classes, Is.EqualTo(new[] { "other", "Rom" }));
        Assert.That(split.Targets["roman"].data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, -1, 0 }));
        Assert.That(split.Targets["work"].data<long>().ToArray(), Is.EqualTo(new long[] { 1, 2, 2, 0 }));
        Assert.That(data.Description.Columns.Select(c => c.Name), Is.EqualTo(new[] { "age", "income", "id" }), "no column that a target comes from is an input");
    }

    [Test]
    public void NumbersCanBeCategoriesInTheirOrder()
    {
        var data = Open("n,y\n10,1\n9,2\n100,3\n9,4\n", new() { File = "t.csv", Columns = Said("n", new() { Type = ColumnType.Category }), Targets = Target("y") });

        Assert.That(((CategoryColumn)data.Description.Columns[0]).Categories, Is.EqualTo(new[] { "9", "10", "100" }));
    }

    [Test]
    public void AColumnWithTheRoleOfATargetIsOneUnderItsName()
    {
        var data = Open(People, new() { File = "t.csv", Columns = Said("work", new() { Role = ColumnRole.Target, Categories = ["none", "some", "much"] }) });

        Assert.That(((ClassTarget)data.Description.Targets["work"]).Classes, Is.EqualTo(new[] { "none", "some", "much" }));
    }

    [Test]
    public void AColumnThatIsNotThereIsNamedWithTheNearest() =>
        Refuses(new() { File = "t.csv", Columns = Said("incme", new()) }, "columns.incme", "has no column 'incme'. Did you mean 'income'? It has age, work, city, income, id.");

    [Test]
    public void ATargetsColumnThatIsNotThereIsNamed() =>
        Refuses(new() { File = "t.csv", Targets = new Dictionary<string, TabularTarget> { ["y"] = new() { Column = "incme" } } }, "targets.y.column", "Did you mean 'income'?");

    [Test]
    public void ATargetsColumnCannotBeAnInput() => Refuses(
        new() { File = "t.csv", Targets = Target("income"), Columns = Said("income", new() { Role = ColumnRole.Input }) }, "columns.income.role", "An input would give the answer away.");

    [Test]
    public void APositiveValueMustOccur() => Refuses(
        new() { File = "t.csv", Targets = new Dictionary<string, TabularTarget> { ["city"] = new() { Positive = "ulm" } } }, "targets.city.positive", "Did you mean 'Ulm'? There are 'Ulm', 'Rom'.");

    [Test]
    public void OnlyClassesCanBeStratified() => Refuses(new() { File = "t.csv", Targets = Target("income"), Stratify = ["income"] }, "stratify[0]", "'income' is no target with classes.");

    [Test]
    public void AFileThatIsNotThereIsNamedWithTheNearest()
    {
        Folder.Write("people.csv", People);

        Assert.That(() => new TabularOptions { Root = Folder.Path, File = "peple.csv" }.Open(), Throws.TypeOf<InvalidOptionException>().With.Message.Contains("file: ").And.Message.Contains("Did you mean 'people.csv'?"));
    }

    [Test]
    public void AValueThatDoesNotFitItsColumnIsRefusedWithItsLine()
    {
        var path = Folder.Write("t.csv", People);

        Assert.That(
            () => new TabularOptions { Root = Folder.Path, File = "t.csv", Columns = Said("work", new() { Type = ColumnType.Number }) }.Open(),
            Throws.TypeOf<MalformedFileException>().With.Message.StartsWith($"{path}, line 2, column 'work': 'none' is no number."));
        Assert.That(
            () => new TabularOptions { Root = Folder.Path, File = "t.csv", Columns = Said("work", new() { Categories = ["none", "some", "Much"] }), Targets = Target("work") }.Open(),
            Throws.TypeOf<MalformedFileException>().With.Message.EqualTo($"{path}, line 5, column 'work': 'much' is not among the column's categories (none, some, Much). Did you mean 'Much'?"));
    }

    [Test]
    public void AFileOfTestRowsSharesTheCategories()
    {
        Folder.Write("test.csv", "id,work,age,income,city\nz,most,1,2,Rom\n");
        var data = Open(People, new() { File = "t.csv", TestFile = "test.csv", Targets = Target("income"), Validation = 0 });
        using var test = data.Load(SplitName.Test);

        Assert.That(data.Description.Rows[SplitName.Train], Is.EqualTo(4));
        Assert.That(test.Inputs.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 4 }), "categories of both files, in the order of the alphabet: most is the first, Rom too, z the last");
    }

    [Test]
    public void TestRowsAreNotThoseThatAreTrainedOn() =>
        Assert.That(
            () => Open(People, new() { File = "t.csv", TestFile = "./t.csv", Targets = Target("income") }),
            Throws.TypeOf<InvalidOptionException>().With.Message.Contains("it is the file of the training rows"));

    [Test]
    public void SharesThatHaveNoRoomAreTold()
    {
        var data = Open(People, new() { File = "t.csv", Targets = Target("income"), Columns = Said("id", new() { Role = ColumnRole.Group }), Validation = 0, Test = 0.1 });

        Assert.That(data.Description.Rows[SplitName.Test], Is.Zero);
        Assert.That(data.Description.Notes[^1], Is.EqualTo("no row is held out for test: 0.1 of 4 rows has no room for a group"));
    }

    [Test]
    public void LoadingLeavesNothingBehind()
    {
        var data = Open(People, new() { File = "t.csv", Targets = Target("income") });

        Assert.That(LiveTensors.LeftBy(() => data.Load(SplitName.Train).Dispose()), Is.Zero);
    }

    private static Dictionary<string, TabularTarget> Target(string name) => new() { [name] = new() };

    private static Dictionary<string, TabularColumn> Said(string name, TabularColumn column) => new() { [name] = column };

    private IDataSet Open(string text, TabularOptions options)
    {
        Folder.Write("t.csv", text);
        return (options with { Root = Folder.Path }).Open();
    }

    private void Refuses(TabularOptions options, string option, string message)
    {
        var refusal = Assert.Throws<InvalidOptionException>(() => Open(People, options))!;

        Assert.That(refusal.Option, Is.EqualTo(option));
        Assert.That(refusal.Problem, Does.Contain(message));
    }
}
