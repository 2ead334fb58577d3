using FsCheck;
using FsCheck.Fluent;
using MtlTorch.Data;

namespace MtlTorch.Tests.Data;

public sealed class PartlyLabeledDataSetTests
{
    /// <summary>Labels of up to 60 rows in 5 classes, some of which may be rare or absent, and how many of them to keep.</summary>
    private static Gen<(long[] Classes, int Kept, int Seed)> Cases =>
        from rows in Gen.Choose(1, 60)
        from classes in Gen.Choose(0, 12).Select(k => (long)Math.Min(k, 4)).ArrayOf(rows)
        from kept in Gen.Choose(1, rows)
        from seed in Gen.Choose(0, 1_000)
        select (classes, kept, seed);

    [Test]
    public void TheLabelsThatAreKeptAreTheRightOnesAndAsManyAsAskedFor() => Properties.Hold(Cases, c =>
    {
        var kept = Kinds(c.Classes, c.Kept, c.Seed);

        Assert.That(kept.Count(label => label != Labels.MissingClass), Is.EqualTo(c.Kept));
        Assert.That(kept.Zip(c.Classes).All(pair => pair.First == Labels.MissingClass || pair.First == pair.Second));
    });

    [Test]
    public void ClassesAreAsEvenAsTheNumberAndTheRowsAllow() => Properties.Hold(Cases, c =>
    {
        var there = c.Classes.CountBy(k => k).ToDictionary();
        var kept = Kinds(c.Classes, c.Kept, c.Seed).CountBy(k => k).ToDictionary();
        var most = there.Keys.Max(k => kept.GetValueOrDefault(k));

        // A class that has fewer than another by more than one has no more to give.
        Assert.That(there.Keys.Where(k => kept.GetValueOrDefault(k) < most - 1), Is.All.Matches<long>(k => kept[k] == there[k]));
        Assert.That(there.Keys.All(k => kept.ContainsKey(k)) || c.Kept < there.Count, "each class has one where the number allows");
    });

    [Test]
    public void MoreLabelsHoldTheFewer() => Properties.Hold(Cases, c =>
    {
        var (all, fewer) = (Kinds(c.Classes, c.Kept, c.Seed), Kinds(c.Classes, Math.Max(1, c.Kept - 1), c.Seed));

        Assert.That(all.Zip(fewer).All(pair => pair.Second == Labels.MissingClass || pair.First == pair.Second));
    });

    [Test]
    public void EqualSeedsChooseEqualRowsAndOthersOthers()
    {
        var classes = Enumerable.Range(0, 300).Select(i => i % 5L).ToArray();

        var (once, again) = (Kinds(classes, 20, seed: 3), Kinds(classes, 20, seed: 3));

        Assert.That(again, Is.EqualTo(once));
        Assert.That(Enumerable.Range(0, 6).Select(seed => string.Join(' ', Kinds(classes, 20, seed))), Is.Unique);
        Assert.That(Enumerable.Range(0, 6).Select(seed => string.Join(' ', Amounts(300, 20, seed))), Is.Unique);
    }

    [Test]
    public void EveryRowIsEquallyLikelyToKeepItsLabel()
    {
        // 2 of 10 rows of one class in 4,000 draws: each row is expected 800 times, with a deviation of 25.
        var counts = Enumerable.Range(1, 4_000).SelectMany(seed => KeptRows(new long[10], 2, seed)).CountBy(row => row);

        Assert.That(counts.Select(c => c.Value), Has.Exactly(10).InRange(675, 925));
    }

    [Test]
    public void AClassThatComesFirstInItsRoundIsDrawnToo()
    {
        var classes = Enumerable.Range(0, 50).Select(i => i % 5L).ToArray();

        var extra = Enumerable.Range(1, 100).Select(seed => Kinds(classes, 6, seed).Where(k => k >= 0).CountBy(k => k).Single(c => c.Value == 2).Key);

        Assert.That(extra.Distinct().Order(), Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
    }

    [Test]
    public void TargetsAreDrawnIndependently()
    {
        var whole = new Small(Enumerable.Range(0, 200).Select(_ => 0L).ToArray());
        using var train = new PartlyLabeledDataSet(whole, new Dictionary<string, int> { ["kind"] = 100, ["amount"] = 100 }, 1).Load(SplitName.Train);
        var both = Labels.Rows(train.Targets["kind"]).Intersect(Labels.Rows(train.Targets["amount"])).Count();

        Assert.That(both, Is.InRange(30, 70), "a quarter of 200 if neither knows of the other");
        Assert.That(train.Partial, Is.EquivalentTo(new[] { "kind", "amount" }));
        Assert.That(train.LabeledRows(), Has.Length.EqualTo(200 - both));
    }

    [Test]
    public void OtherTargetsAndSplitsKeepEveryLabel()
    {
        var whole = new Small([0, 1, 2, 3, 4, 0]);
        var data = new PartlyLabeledDataSet(whole, new Dictionary<string, int> { ["amount"] = 2 }, 1);
        using var train = data.Load(SplitName.Train);
        using var test = data.Load(SplitName.Test);

        Assert.That(train.Partial, Is.EqualTo(new[] { "amount" }));
        Assert.That(TensorAssert.Doubles(train.Targets["kind"]), Is.EqualTo(new[] { 0, 1, 2, 3, 4, 0 }));
        Assert.That(test.Partial, Is.Empty);
        Assert.That(data.Description.LabeledRows, Is.EqualTo(new Dictionary<string, long> { ["amount"] = 2 }));
        Assert.That(data.Description.Targets, Is.SameAs(whole.Description.Targets));
    }

    [Test]
    public void WhereAllRowsKeepTheirLabelNothingIsPartial()
    {
        var whole = new Small([0, 1, 2]);
        var data = new PartlyLabeledDataSet(whole, new Dictionary<string, int> { ["kind"] = 3 }, 1);
        using var train = data.Load(SplitName.Train);

        Assert.That(train.Partial, Is.Empty);
        Assert.That(data.Description.LabeledRows, Is.Empty);
    }

    [Test]
    public void RowsThatHadNoLabelGetNone()
    {
        var whole = new Small([-1, 1, -1, 2, 0, -1]);

        using var train = new PartlyLabeledDataSet(whole, new Dictionary<string, int> { ["kind"] = 3 }, 1).Load(SplitName.Train);

        Assert.That(TensorAssert.Doubles(train.Targets["kind"]), Is.EqualTo(new[] { -1, 1, -1, 2, 0, -1 }));
        var more = new PartlyLabeledDataSet(whole, new Dictionary<string, int> { ["kind"] = 4 }, 1);
        Assert.That(() => more.Load(SplitName.Train), Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(
            "labeled.kind: 4 rows are to keep their label; there are 3 training rows that have one, so from 1 to 3 can."));
    }

    [TestCase("knd", 1, "labeled.knd: the data set has no target 'knd'; it has kind, amount.")]
    [TestCase("kind", 0, "labeled.kind: 0 rows are to keep their label; there are 6 training rows that have one, so from 1 to 6 can.")]
    [TestCase("amount", 7, "labeled.amount: 7 rows are to keep their label; there are 6 training rows that have one, so from 1 to 6 can.")]
    public void WhatDoesNotFitIsRefusedBeforeAnythingIsLoaded(string target, int count, string message)
    {
        var whole = new Small(new long[6]);

        Assert.That(
            () => new PartlyLabeledDataSet(whole, new Dictionary<string, int> { [target] = count }, 1),
            Throws.TypeOf<InvalidOptionException>().With.Message.EqualTo(message));
        Assert.That(whole.Loaded, Is.Zero);
    }

    [Test]
    public void LoadingLeavesNoTensorsBehind()
    {
        var whole = new Small([0, 1, -1, 2, 3]);
        var labeled = new Dictionary<string, int> { ["amount"] = 2, ["kind"] = 2 };

        Assert.That(LiveTensors.LeftBy(() => new PartlyLabeledDataSet(whole, labeled, 1).Load(SplitName.Train).Dispose()), Is.Zero);
        labeled["kind"] = 5;
        Assert.That(LiveTensors.LeftBy(() => Assert.That(() => new PartlyLabeledDataSet(whole, labeled, 1).Load(SplitName.Train), Throws.Exception)), Is.Zero);
    }

    [Test]
    public void EveryDataSetCanLoseLabels()
    {
        var options = new MtlTorch.Data.DataSets.ShapesOptions { Train = 30, Test = 5, ImageSize = 16 };
        using var whole = options.Open().Load(SplitName.Train);
        using var partly = (options with { Labeled = new Dictionary<string, int> { ["shape"] = 8 } }).Open().Load(SplitName.Train);

        Assert.That(whole.Partial, Is.Empty);
        Assert.That(partly.Partial, Is.EqualTo(new[] { "shape" }));
        TensorAssert.Same(partly.Inputs, whole.Inputs);
        TensorAssert.Same(partly.Targets["size"], whole.Targets["size"]);
        Assert.That(TensorAssert.Doubles(partly.Targets["shape"]).CountBy(k => k).Where(c => c.Key >= 0).Select(c => c.Value), Is.EqualTo(new[] { 2, 2, 2, 2 }));
    }

    private static long[] Kinds(long[] classes, int kept, int seed)
    {
        var whole = new Small(classes);
        using var train = new PartlyLabeledDataSet(whole, new Dictionary<string, int> { ["kind"] = kept }, seed).Load(SplitName.Train);
        return train.Targets["kind"].data<long>().ToArray();
    }

    private static long[] KeptRows(long[] classes, int kept, int seed) =>
        [.. Kinds(classes, kept, seed).Index().Where(k => k.Item >= 0).Select(k => (long)k.Index)];

    private static long[] Amounts(int rows, int kept, int seed)
    {
        var whole = new Small(new long[rows]);
        using var train = new PartlyLabeledDataSet(whole, new Dictionary<string, int> { ["amount"] = kept }, seed).Load(SplitName.Train);
        return Labels.Rows(train.Targets["amount"]);
    }

    /// <summary>Rows of one input each with a kind (five classes) and an amount (two numbers); the test split has no gaps.</summary>
    private sealed class Small(long[] kinds) : IDataSet
    {
        public int Loaded { get; private set; }

        public DataDescription Description { get; } = new(
            [1],
            new Dictionary<string, TargetDescription> { ["kind"] = ClassTarget.Numbered(5), ["amount"] = new RealTarget(2) },
            Enum.GetValues<SplitName>().ToDictionary(name => name, _ => kinds.LongLength));

        public Split Load(SplitName name)
        {
            Loaded++;
            return new Split(torch.ones([kinds.Length, 1]), new Dictionary<string, torch.Tensor>
            {
                ["kind"] = name == SplitName.Train ? torch.tensor(kinds) : torch.zeros([kinds.Length], torch.int64),
                ["amount"] = torch.ones([kinds.Length, 2]),
            });
        }
    }
}
