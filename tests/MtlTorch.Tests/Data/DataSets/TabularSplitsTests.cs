using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

/// <summary>Which rows are held out.</summary>
public sealed class TabularSplitsTests : FolderTests
{
    private static Gen<(int Rows, double Validation, double Test, int Seed)> Shares =>
        from rows in Gen.Choose(10, 200)
        from validation in Gen.Choose(0, 40)
        from test in Gen.Choose(0, 40)
        from seed in Gen.Choose(0, 1_000)
        select (rows, validation / 100.0, test / 100.0, seed);

    [Test]
    public void EachRowIsInOneSplitAndTheSharesAreMet() => Properties.Hold(Shares, c =>
    {
        var data = Open(c, i => "x");
        var rows = data.Description.Rows;

        Assert.That(Ids(data), Is.EquivalentTo(Enumerable.Range(0, c.Rows)));
        Assert.That(rows[SplitName.Test], Is.EqualTo(c.Rows * c.Test).Within(1));
        Assert.That(rows[SplitName.Validation], Is.EqualTo(c.Rows * c.Validation).Within(1.5));
    });

    [Test]
    public void EqualSeedsHoldOutEqualRowsAndOthersOthers()
    {
        var found = new[] { 1, 1, 2 }.Select(seed => Ids(Open((200, 0.2, 0.2, seed), i => "x")).ToList()).ToList();

        Assert.That(found[1], Is.EqualTo(found[0]));
        Assert.That(found[2], Is.Not.EqualTo(found[0]));
    }

    [Test]
    public void EveryCombinationOfClassesHasItsShareInEachSplit() => Properties.Hold(Shares, c =>
    {
        var random = new Random(c.Seed);
        var data = Open(c, _ => $"{random.Next(3) / 2}", stratify: true);

        var all = Strata(data, SplitName.Train).Concat(Strata(data, SplitName.Validation)).Concat(Strata(data, SplitName.Test)).CountBy(s => s).ToDictionary();
        foreach (var (name, share) in new[] { (SplitName.Test, c.Test), (SplitName.Validation, c.Validation) })
        {
            var found = Strata(data, name).CountBy(s => s).ToDictionary();
            Assert.That(all.Keys, Is.All.Matches<(long, long)>(s => Math.Abs(found.GetValueOrDefault(s) - (share * all[s])) <= 2), $"{name}");
        }
    });

    [Test]
    public void RowsOfAGroupStayTogether() => Properties.Hold(Shares, c =>
    {
        var random = new Random(c.Seed);
        var data = (IGroupedDataSet)Open(c, i => i % 10 == 0 ? "" : $"g{random.Next(c.Rows / 4)}", groups: true);

        var sides = Enum.GetValues<SplitName>().Select(name => data.Groups("g", name)).ToList();

        Assert.That(data.GroupColumns, Is.EqualTo(new[] { "g" }));
        Assert.That(sides.Zip(Enum.GetValues<SplitName>()).Select(s => s.First.LongLength), Is.EqualTo(Enum.GetValues<SplitName>().Select(n => data.Description.Rows[n])));
        Assert.That(sides[0].Intersect(sides[1]).Concat(sides[0].Intersect(sides[2])).Concat(sides[1].Intersect(sides[2])), Is.Empty);
        Assert.That(data.Description.Rows[SplitName.Test], Is.LessThanOrEqualTo((c.Rows * c.Test) + 1));
    });

    [Test]
    public void GroupsOfSeveralColumnsHoldTogetherByWayOfEachOther()
    {
        // Rows 0 and 1 share the first group, 1 and 2 the second: all three belong together, row 3 is alone.
        Assert.That(JoinedGroups.Of(4, [[1, 1, 2, 3], [7, 8, 8, 9]]).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public void TheGroupsAreThereWhereSomeLabelsAreTakenAway()
    {
        var data = Open((40, 0.1, 0.1, 1), i => $"g{i / 4}", groups: true, labeled: 5);

        Assert.That(((IGroupedDataSet)data).Groups("g", SplitName.Train), Has.Length.EqualTo(data.Description.Rows[SplitName.Train]));
    }

    private static IEnumerable<int> Ids(IDataSet data) => Enum.GetValues<SplitName>().Where(name => data.Description.Rows[name] > 0).SelectMany(name =>
    {
        using var split = data.Load(name);
        return split.Inputs.data<float>().ToArray().Select(v => (int)v);
    });

    private static List<(long A, long B)> Strata(IDataSet data, SplitName name)
    {
        using var split = data.Load(name);
        return [.. split.Targets["g"].data<long>().ToArray().Zip(split.Targets["h"].data<long>().ToArray())];
    }

    private IDataSet Open((int Rows, double Validation, double Test, int Seed) c, Func<int, string> group, bool stratify = false, bool groups = false, int? labeled = null)
    {
        var path = Folder.Write("t.csv", "id,g,h\n" + string.Concat(Enumerable.Range(0, c.Rows).Select(i => $"{i},{group(i)},{(i % 5 == 0 ? "a" : "b")}\n")));
        var columns = new Dictionary<string, TabularColumn> { ["h"] = new() { Role = ColumnRole.Target } };
        columns["g"] = new() { Role = groups ? ColumnRole.Group : stratify ? ColumnRole.Target : ColumnRole.Ignore, Type = ColumnType.Category };
        return new TabularOptions
        {
            Root = Folder.Path,
            File = Path.GetFileName(path),
            Columns = columns,
            Validation = c.Validation,
            Test = c.Test,
            SplitSeed = c.Seed,
            Stratify = stratify ? ["g", "h"] : [],
            Labeled = labeled is { } count ? new Dictionary<string, int> { ["h"] = count } : new Dictionary<string, int>(),
        }.Open();
    }
}
