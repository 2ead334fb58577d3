using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data;

public class FoldedDataSetTests
{
    private static readonly ShapesOptions Shapes = new() { Train = 50, Validation = 14, Test = 6, ImageSize = 8 };

    [Test]
    public void Each_row_is_held_out_once([Values(2, 3, 7)] int count, [Values] bool stratified)
    {
        using var scope = torch.NewDisposeScope();
        using var train = Shapes.Open().Load(SplitName.Train);
        using var validation = Shapes.Open().Load(SplitName.Validation);
        var all = Sizes(train).Concat(Sizes(validation)).Order().ToArray();
        var held = new List<float>();
        for (var index = 1; index <= count; index++)
        {
            var set = (Shapes with { Fold = new FoldOptions { Count = count, Index = index, Stratify = stratified ? ["shape"] : [] } }).Open();
            using var rows = set.Load(SplitName.Train);
            using var fold = set.Load(SplitName.Validation);
            Assert.That((rows.Rows, fold.Rows), Is.EqualTo((set.Description.Rows[SplitName.Train], set.Description.Rows[SplitName.Validation])));
            Assert.That(Sizes(rows).Concat(Sizes(fold)).Order(), Is.EqualTo(all));
            held.AddRange(Sizes(fold));
        }

        Assert.That(held.Order(), Is.EqualTo(all));
    }

    [Test]
    public void Strata_have_equal_shares_in_all_folds() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            (from strata in Gen.Choose(0, 3).Select(s => (long)s).ArrayOf()
             from count in Gen.Choose(2, 6)
             from repeat in Gen.Choose(1, 3)
             select (strata, count, repeat)).ToArbitrary(),
            x =>
            {
                var folds = Folds.Deal(x.strata, new FoldOptions { Count = x.count, Repeat = x.repeat });
                bool Even(Func<long, bool> chosen)
                {
                    var sizes = Enumerable.Range(1, x.count).Select(f => folds.Where((fold, row) => fold == f && chosen(x.strata[row])).Count()).ToList();
                    return sizes.Max() - sizes.Min() <= 1;
                }

                var promised = Enumerable.Range(1, x.count).All(f => folds.Count(fold => fold == f) == Folds.SizeOf(f, folds.Length, x.count));
                return promised && Even(_ => true) && x.strata.Distinct().All(s => Even(stratum => stratum == s));
            }));

    [Test]
    public void Groups_are_never_torn_apart_and_fill_the_folds_alike()
    {
        long[] groups = [.. Enumerable.Range(0, 90).Select(row => (long)(row % 30))];
        var folds = Folds.DealGroups(groups, new FoldOptions { Count = 5 });
        Assert.Multiple(() =>
        {
            Assert.That(groups.Zip(folds).Distinct().Count(), Is.EqualTo(30));
            Assert.That(Enumerable.Range(1, 5).Select(f => folds.Count(fold => fold == f)), Is.All.EqualTo(18));
        });
    }

    [Test]
    public void Seed_and_repeat_decide_the_dealing()
    {
        var strata = new long[40];
        var first = Folds.Deal(strata, new FoldOptions());
        Assert.Multiple(() =>
        {
            Assert.That(Folds.Deal(strata, new FoldOptions()), Is.EqualTo(first));
            Assert.That(Folds.Deal(strata, new FoldOptions { Seed = 2 }), Is.Not.EqualTo(first));
            Assert.That(Folds.Deal(strata, new FoldOptions { Repeat = 2 }), Is.Not.EqualTo(first));
        });
    }

    [Test]
    public void A_fold_cannot_read_the_test_split()
    {
        var set = (Shapes with { Fold = new FoldOptions() }).Open();
        Assert.That(set.Description.Rows[SplitName.Test], Is.Zero);
        Assert.Throws<InvalidOperationException>(() => set.Load(SplitName.Test));
    }

    [Test]
    public void Without_a_fold_held_out_all_rows_are_training_rows()
    {
        using var scope = torch.NewDisposeScope();
        var set = (Shapes with { Fold = new FoldOptions { Index = 0 } }).Open();
        using var train = set.Load(SplitName.Train);
        using var test = set.Load(SplitName.Test);
        Assert.That((train.Rows, set.Description.Rows[SplitName.Validation], test.Rows), Is.EqualTo((64, 0, 6)));
    }

    [TestCase(6, 7, "shape", null, "fold.index")]
    [TestCase(65, 1, "shape", null, "fold.count")]
    [TestCase(5, 1, "form", null, "fold.stratify")]
    [TestCase(5, 1, "size", null, "fold.stratify")]
    [TestCase(5, 1, null, "person", "fold.group")]
    public void What_does_not_fit_is_refused(int count, int index, string? stratify, string? group, string option)
    {
        var fold = new FoldOptions { Count = count, Index = index, Stratify = stratify is null ? [] : [stratify], Group = group };
        Assert.That(Assert.Throws<InvalidOptionException>(() => (Shapes with { Fold = fold }).Open()).Option, Is.EqualTo(option));
    }

    [Test]
    public void A_bootstrap_draws_as_many_rows_with_replacement()
    {
        using var scope = torch.NewDisposeScope();
        using var whole = Shapes.Open().Load(SplitName.Train);
        using var first = (Shapes with { Bootstrap = 1 }).Open().Load(SplitName.Train);
        using var again = (Shapes with { Bootstrap = 1 }).Open().Load(SplitName.Train);
        using var other = (Shapes with { Bootstrap = 2 }).Open().Load(SplitName.Train);
        Assert.Multiple(() =>
        {
            Assert.That(first.Rows, Is.EqualTo(whole.Rows));
            Assert.That(Sizes(first), Is.EqualTo(Sizes(again)));
            Assert.That(Sizes(first), Is.Not.EqualTo(Sizes(other)));
            Assert.That(Sizes(first).Distinct(), Is.SubsetOf(Sizes(whole)));
            Assert.That(Sizes(first).Distinct().Count(), Is.InRange(25, 38));
        });
    }

    /// <summary>A number that tells the rows of these figures apart.</summary>
    private static float[] Sizes(Split split) => split.Targets["size"].data<float>().ToArray();
}
