using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Data.Tables;

namespace MtlTorch.Tests.Data.Tables;

public sealed class TableReaderTests : FolderTests
{
    /// <summary>Tables of two columns whose fields have everything that needs care.</summary>
    private static Gen<(string[][] Rows, string End, bool Mark, char Delimiter)> Cases =>
        from rows in Gen.Elements("a", "x y", "1.5", "say \"no\"", "two\nlines", "a,b;c", "tab\there", "ü", "", "\"").ArrayOf(2).Select(r => r).NonEmptyListOf()
        from end in Gen.Elements("\n", "\r\n")
        from mark in Gen.Elements(true, false)
        from delimiter in Gen.Elements(',', ';', '\t')
        select (rows.ToArray(), end, mark, delimiter);

    [Test]
    public void WhatWasWrittenIsRead() => Properties.Hold(Cases, c =>
    {
        var path = Write(string.Concat(c.Rows.Prepend(["first", "second"]).Select(r => string.Join(c.Delimiter, r.Select(Quoted)) + c.End)), c.Mark);

        using var reader = new TableReader(path, TableFormat.Default);

        Assert.That(reader.Names, Is.EqualTo(new[] { "first", "second" }));
        Assert.That(reader.Rows().Select(r => r.Fields), Is.EqualTo(c.Rows));
    });

    [Test]
    [Platform(Include = "Linux,MacOsX")]
    public void WhatCanBeReadOnlyOnceIsATableToo()
    {
        var pipe = Write("", mark: false) + ".pipe";
        System.Diagnostics.Process.Start("mkfifo", [pipe]).WaitForExit();
        var writing = Task.Run(() => File.WriteAllText(pipe, "first;second\n1;a\n"));

        using var reader = new TableReader(pipe, TableFormat.Default);

        Assert.That(reader.Rows().Select(r => r.Fields), Is.EqualTo(new[] { new[] { "1", "a" } }));
        writing.Wait();
    }

    [Test]
    public void EachRowKnowsTheLineThatItBeginsIn() => Properties.Hold(Cases, c =>
    {
        var text = new StringBuilder($"first{c.Delimiter}second{c.End}");
        var lines = new List<long>();
        foreach (var row in c.Rows)
        {
            lines.Add(1 + text.ToString().Count(ch => ch == '\n'));
            text.Append(string.Join(c.Delimiter, row.Select(Quoted)) + c.End);
        }

        using var reader = new TableReader(Write(text.ToString(), c.Mark), TableFormat.Default);

        Assert.That(reader.Rows().Select(r => r.Line), Is.EqualTo(lines));
    });

    [TestCase("a,b\n1,2\n\n3,4\n", new long[] { 2, 4 })]
    [TestCase("a,b\r\n1,2\r\n\r\n\r\n3,4", new long[] { 2, 5 })]
    public void EmptyLinesAreNoRowsButCount(string text, long[] lines)
    {
        using var reader = new TableReader(Folder.Write("table.csv", text), TableFormat.Default);

        Assert.That(reader.Rows().Select(r => r.Line), Is.EqualTo(lines));
    }

    [TestCase("table.csv", "a;b,c;d\n1;2;3\n", 3, TestName = "The delimiter that stands most often in the first line")]
    [TestCase("table.csv", "\"a,b,c\";d\n1;2\n", 2, TestName = "Not the one within quotes")]
    [TestCase("table.tsv", "a,b,c\td\n1\t2\n", 2, TestName = "A tab by the name of the file")]
    public void TheDelimiterIsFound(string name, string text, int columns)
    {
        using var reader = new TableReader(Folder.Write(name, text), TableFormat.Default);

        Assert.That(reader.Names, Has.Count.EqualTo(columns));
        Assert.That(reader.Rows().ToList(), Has.Count.EqualTo(1));
    }

    [Test]
    public void SpacesAroundAFieldDoNotCount()
    {
        using var reader = new TableReader(Folder.Write("table.csv", "a, b\n1 ,  x y  \n"), TableFormat.Default);

        Assert.That(reader.Names, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(reader.Rows().Single().Fields, Is.EqualTo(new[] { "1", "x y" }));
    }

    [TestCase("", "line 1: the file is empty; the first line names the columns.")]
    [TestCase("a,,c\n1,2,3\n", "line 1: the name of column 2 is empty; the first line names the columns.")]
    [TestCase("a,b,a\n1,2,3\n", "line 1, column 'a': columns 1 and 3 have the same name; names differ.")]
    [TestCase("1.5,2,3\n1,2,3\n", "line 1: the first line holds numbers alone (1.5, 2, 3); it must name the columns. Put a line with names on top.")]
    [TestCase("a,b\n1,2\n3\n", "line 3, column 'b': the row ends before this column: it has 1 fields, the header 2.")]
    [TestCase("a,b\n1,2\n\"x\ny\",2\n3,4,5\n", "line 5: the row has 3 fields, the header 2; what stands behind column 'b' (the last: '5') belongs to no column.")]
    [TestCase("a,b\n1,2\n3,\"4\n5,6\n7,8\n", "line 3: a quote in this row has no counterpart; quote whole fields and double the quotes within.")]
    [TestCase("a,b\n1,2\n3,4\"5\n", "line 3: a quote in this row has no counterpart; quote whole fields and double the quotes within.")]
    [TestCase("a,b\n1,2\n3,4\"5\"6\n", "line 3: a quote stands inside a field that does not begin with one; quote the whole field and double the quotes within.")]
    [TestCase("a,b\n1,\0\n", "line 2: the row holds a zero byte; the file is no text.")]
    public void ADamagedTableIsRefusedWithItsPlace(string text, string message)
    {
        var path = Folder.Write("table.csv", text);

        Assert.That(Refusal(path).Message, Is.EqualTo($"{path}, {message}"));
    }

    [Test]
    public void BytesThatAreNoUtf8AreRefused()
    {
        var path = Folder["table.csv"];
        File.WriteAllBytes(path, [.. "a,b\n1,2\n"u8, 0xE4, .. ",4\n"u8]);

        Assert.That(Refusal(path).Message, Does.Contain("not UTF-8"));
    }

    /// <summary>Whatever becomes of a file, it is read as a table or refused with its name: nothing else reaches a user.</summary>
    [Test]
    public void NoMutationOfAFileGetsThrough() => Properties.Hold(
        from seed in Gen.Choose(0, 1_000_000)
        from edits in Gen.Choose(1, 6)
        select (seed, edits),
        c =>
        {
            var random = new Random(c.seed);
            var bytes = "name,kind,size\nada,\"x, \"\"y\"\"\",1.5\nbob,z,2\n\"c\nd\",x,?\n"u8.ToArray().ToList();
            byte[] nasty = [(byte)'"', (byte)',', (byte)'\n', (byte)'\r', 0, 0xFF, (byte)'a', (byte)' '];
            for (var i = 0; i < c.edits; i++)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(3))
                {
                    case 0: bytes[at] = nasty[random.Next(nasty.Length)]; break;
                    case 1: bytes.Insert(at, nasty[random.Next(nasty.Length)]); break;
                    default: bytes.RemoveAt(at); break;
                }
            }

            var path = Folder["mutated.csv"];
            File.WriteAllBytes(path, [.. bytes]);
            try
            {
                var table = Table.Read(path, TableFormat.Default);
                Assert.That(table.Columns.Select(column => column.Rows.Count), Is.All.EqualTo(table.Rows));
            }
            catch (MalformedFileException e)
            {
                Assert.That(e.Message, Does.StartWith($"{path}, line {e.Line}"));
                Assert.That(e.Line, Is.GreaterThanOrEqualTo(1));
            }
        },
        count: 1_000);

    private static MalformedFileException Refusal(string path) => Assert.Throws<MalformedFileException>(() => Table.Read(path, TableFormat.Default))!;

    private static string Quoted(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string Write(string text, bool mark)
    {
        var path = Folder["table.csv"];
        File.WriteAllText(path, text, new UTF8Encoding(mark));
        return path;
    }
}
