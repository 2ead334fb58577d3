using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data;

public class StratifiedGroupsTests
{
    [Test]
    public void Groups_stay_together_and_no_fold_is_empty() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            (from count in Gen.Choose(2, 5)
             from more in Gen.Choose(0, 6)
             from sizes in Gen.Choose(1, 9).ArrayOf(count + more)
             from strata in Gen.Choose(0, 3).Select(s => (long)s).ArrayOf(sizes.Sum())
             from repeat in Gen.Choose(1, 3)
             select (count, sizes, strata, repeat)).ToArbitrary(),
            x =>
            {
                long[] groups = [.. x.sizes.SelectMany((size, group) => Enumerable.Repeat((long)group * 7, size))];
                var folds = StratifiedGroups.Deal(groups, x.strata, new FoldOptions { Count = x.count, Repeat = x.repeat });
                return groups.Zip(folds).Distinct().Count() == x.sizes.Length && folds.Distinct().Order().SequenceEqual(Enumerable.Range(1, x.count));
            }));

    [Test]
    public void Classes_have_the_same_shares_where_groups_allow_it([Values(1, 2, 3)] int repeat)
    {
        // Ten groups of one class, ten of another, five rows each: two groups of each class in each of five folds.
        long[] groups = [.. Enumerable.Range(0, 100).Select(row => (long)(row / 5))];
        long[] strata = [.. groups.Select(g => g % 2)];
        var folds = StratifiedGroups.Deal(groups, strata, new FoldOptions { Count = 5, Repeat = repeat });
        var shares = Enumerable.Range(1, 5).SelectMany(f => new[] { 0, 1 }, (f, s) => folds.Where((fold, row) => fold == f && strata[row] == s).Count());
        Assert.That(shares, Is.All.EqualTo(10));
    }

    [Test]
    public void Classes_are_more_even_than_where_groups_alone_are_dealt()
    {
        // The rarer a class, the larger its groups: by size alone they go where there is room.
        var random = new Random(5);
        long[] groups = [.. Enumerable.Range(0, 40).SelectMany(g => Enumerable.Repeat((long)g, 1 + random.Next(12)))];
        var classes = Enumerable.Range(0, 40).Select(g => g % 8 == 0 ? 1L : 0).ToArray();
        long[] strata = [.. groups.Select(g => classes[g])];
        var options = new FoldOptions { Count = 5 };
        double Spread(int[] folds)
        {
            var shares = Enumerable.Range(1, 5).Select(f => (double)folds.Where((fold, row) => fold == f && strata[row] == 1).Count()).ToList();
            return shares.Max() - shares.Min();
        }

        Assert.That(Spread(StratifiedGroups.Deal(groups, strata, options)), Is.LessThan(Spread(Folds.DealGroups(groups, options))));
    }

    [TestCase("person", true, 20)]
    [TestCase("person", false, 20)]
    [TestCase(null, true, 10)]
    [TestCase(null, false, 10)]
    public void A_data_set_with_groups_deals_them_whole(string? group, bool stratified, int groups)
    {
        using var scope = torch.NewDisposeScope();
        var set = new Grouped(new ShapesOptions { Train = 60, Validation = 30, Test = 3, ImageSize = 16 }.Open());
        var groupOf = new[] { SplitName.Train, SplitName.Validation }
            .SelectMany(name => Sizes(set, name).Zip(set.Groups("person", name), (size, person) => (size, group: person % groups))).ToDictionary(r => r.size, r => r.group);
        var held = new List<float>();
        var folds = new List<long>();
        for (var index = 1; index <= 3; index++)
        {
            var folded = new FoldedDataSet(set, new FoldOptions { Count = 3, Index = index, Group = group, Stratify = stratified ? ["shape"] : [] });
            var sizes = Sizes(folded, SplitName.Validation);
            Assert.That(sizes, Has.Length.EqualTo(folded.Description.Rows[SplitName.Validation]));
            held.AddRange(sizes);
            folds.AddRange(sizes.Select(size => groupOf[size]).Distinct());
        }

        Assert.Multiple(() =>
        {
            Assert.That(held.Order(), Is.EqualTo(groupOf.Keys.Order()));
            Assert.That(folds, Has.Count.EqualTo(groups), "groups in all folds together: none is in two");
        });
    }

    /// <summary>A number that tells the rows of these figures apart.</summary>
    private static float[] Sizes(IDataSet set, SplitName name)
    {
        using var split = set.Load(name);
        return split.Targets["size"].data<float>().ToArray();
    }

    /// <summary>Twenty people, each with rows in both splits, in ten households of two.</summary>
    private sealed class Grouped(IDataSet inner) : IGroupedDataSet
    {
        public DataDescription Description => inner.Description;

        public IReadOnlyList<string> GroupColumns => ["person", "household"];

        public Split Load(SplitName name) => inner.Load(name);

        public long[] Groups(string column, SplitName name) => [.. Enumerable.Range(0, (int)Description.Rows[name]).Select(row => (long)(row % (column == "person" ? 20 : 10)))];
    }
}
