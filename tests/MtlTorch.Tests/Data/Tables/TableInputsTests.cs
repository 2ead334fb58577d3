using MtlTorch.Data.Tables;

namespace MtlTorch.Tests.Data.Tables;

public sealed class TableInputsTests : FolderTests
{
    private static readonly IReadOnlyList<InputColumn> Columns = [new NumberColumn("age"), new CategoryColumn("work", ["none", "some"])];

    [Test]
    public void ColumnsAreFoundByNameAndUnknownCategoriesAreMissing()
    {
        using var inputs = Open("id,work,age\n7,some,30\n8,?,\n9,other,1e2\n");

        var rows = inputs.Rows().ToList();

        Assert.That(rows.Select(r => r.Values), Is.EqualTo(new[] { [30, 1], new[] { float.NaN, float.NaN }, [100, float.NaN] }));
        Assert.That(rows.Select(r => r.Row.Line), Is.EqualTo(new long[] { 2, 3, 4 }));
        Assert.That(rows[2].Row.Fields[0], Is.EqualTo("9"), "the rest of the row is there for whoever writes it beside the predictions");
    }

    [Test]
    public void BadRowsAreToldAndLeftOut()
    {
        using var inputs = Open("age,work\n1,none\nold,some\n2\n3,some\n");
        var bad = new List<MalformedFileException>();

        var rows = inputs.Rows(bad.Add).ToList();

        Assert.That(rows.Select(r => r.Values[0]), Is.EqualTo(new[] { 1f, 3f }));
        Assert.That(bad.Select(b => (b.Line, b.Column)), Is.EqualTo(new[] { (3L, "age"), (4L, "work") }));
    }

    [Test]
    public void WithoutAListenerABadRowRefusesTheFile()
    {
        using var inputs = Open("age,work\n1,none\nold,some\n");

        Assert.That(() => inputs.Rows().ToList(), Throws.TypeOf<MalformedFileException>().With.Message.Contains("line 3, column 'age': 'old' is no number."));
    }

    [Test]
    public void AColumnThatTheModelNeedsMustBeThere() =>
        Assert.That(() => Open("agee,work\n1,none\n"), Throws.TypeOf<MalformedFileException>().With.Message.Contains("line 1, column 'age': the model needs this column, which the file lacks; it has agee, work. Did you mean 'agee'?"));

    private TableInputs Open(string text) => new(Folder.Write("new.csv", text), TableFormat.Default, Columns);
}
