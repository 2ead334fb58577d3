using System.Text.Json.Nodes;
using MtlTorch.Experiments.Sweeps;
using MtlTorch.Experiments.Sweeps.Journal;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Journal;

public sealed class SweepJournalTests : FolderTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 20, 0, 0, TimeSpan.Zero);

    private SweepJournal New() => new(Folder.Path);

    [Test]
    public void WhatOneDriverAppendsAnotherReads()
    {
        var journal = New();
        journal.Append(Chosen(1), Chosen(2), Started(1), Ended(1, 0.5));

        var trials = New().Look();

        Assert.That(trials.Select(t => (t.Number, t.Status)), Is.EqualTo(new[] { (1, TrialStatus.Completed), (2, TrialStatus.Waiting) }));
        Assert.That(trials[0].Objectives, Is.EqualTo(new[] { 0.5 }));
        Assert.That(journal.Trials.Select(t => t.Status), Is.EqualTo(trials.Select(t => t.Status)));
    }

    [Test]
    public void WhatIsDecidedKnowsAllThatOthersAppended()
    {
        var (one, other) = (New(), New());
        one.Append(Chosen(1));
        other.Append(trials => [Chosen(trials.Count + 1)]);
        one.Append(trials => [Chosen(trials.Count + 1)]);

        Assert.That(New().Look().Select(t => t.Number), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    /// <summary>A driver may be killed after any byte of what it appends.</summary>
    [Test]
    public void ADriverThatIsKilledAsItAppendsLosesItsOwnLineAndNoOther()
    {
        New().Append(Chosen(1), Started(1));
        var sound = File.ReadAllBytes(New().Path);
        New().Append(Chosen(2));
        var whole = File.ReadAllBytes(New().Path);
        for (var length = sound.Length; length <= whole.Length; length++)
        {
            File.WriteAllBytes(New().Path, whole[..length]);
            var before = New().Look().Count;
            var isThere = length >= whole.Length - 1;
            var seen = 0;
            var survivor = New();
            survivor.Append(trials =>
            {
                seen = trials.Count;
                return [Chosen(trials.Count + 1, "survivor"), Started(trials.Count + 1, "survivor"), Ended(1, 0.5)];
            });

            var trials = New().Look();
            Assert.Multiple(() =>
            {
                Assert.That(before, Is.EqualTo(length == whole.Length ? 2 : 1), $"{length} bytes");
                Assert.That(seen, Is.EqualTo(isThere ? 2 : 1), $"{length} bytes");
                Assert.That(trials.Select(t => t.By), Is.EqualTo(isThere ? new[] { "driver", "driver", "survivor" } : ["driver", "survivor"]), $"{length} bytes");
                Assert.That(trials[^1].Status, Is.EqualTo(TrialStatus.Running), $"{length} bytes");
                Assert.That(trials[0].Status, Is.EqualTo(TrialStatus.Completed), $"{length} bytes");
                Assert.That(survivor.Trials, Has.Count.EqualTo(trials.Count), $"{length} bytes");
                Assert.That(survivor.Damaged, Is.EqualTo(length == sound.Length || isThere ? 0 : 1), $"{length} bytes");
            });
        }
    }

    /// <summary>The operating system knows no difference between locks of two processes and of two files of one process.</summary>
    [Test]
    public void SeveralDriversThatAppendAtOnceLoseNothingAndChooseNoNumberTwice()
    {
        const int Drivers = 8;
        const int Each = 60;
        Parallel.For(0, Drivers, new ParallelOptions { MaxDegreeOfParallelism = Drivers }, driver =>
        {
            var journal = New();
            for (var i = 0; i < Each; i++)
            {
                var mine = 0;
                journal.Append(trials => [Chosen(mine = trials.Count + 1, $"{driver}")]);
                journal.Append(Started(mine, $"{driver}"), Ended(mine, driver));
            }
        });

        var journal = New();
        var trials = journal.Look();
        Assert.That(journal.Damaged, Is.Zero);
        Assert.That(trials.Select(t => t.Number), Is.EqualTo(Enumerable.Range(1, Drivers * Each)));
        Assert.That(trials.All(t => t.Status == TrialStatus.Completed && t.Objectives[0] == int.Parse(t.By, System.Globalization.CultureInfo.InvariantCulture)), Is.True);
        Assert.That(trials.GroupBy(t => t.By).Select(g => g.Count()), Is.All.EqualTo(Each));
    }

    [Test]
    public void LinesThatAreNoEventsAreCountedAndLeftOut()
    {
        New().Append(Chosen(1));
        File.AppendAllText(New().Path, "null\n123\n{\"event\":\"unheard\",\"trial\":1}\n{\"event\":\"started\"}\n\0\0\0\n");
        New().Append(Started(1), Started(7), Chosen(9));

        var journal = New();
        Assert.That(journal.Look().Single().Status, Is.EqualTo(TrialStatus.Running));
        Assert.That(journal.Damaged, Is.EqualTo(7));
    }

    [Test]
    public void WhatThrowsAsItDecidesAppendsNothingAndKeepsNobodyWaiting()
    {
        New().Append(Chosen(1));

        Assert.Throws<InvalidOptionException>(() => New().Append(_ => throw new InvalidOptionException("", "no")));
        New().Append(Started(1));
        Assert.That(New().Look().Single().Attempts, Is.EqualTo(1));
    }

    [Test]
    public void AJournalThatBecameShorterIsRefused()
    {
        var journal = New();
        journal.Append(Chosen(1), Chosen(2));
        File.WriteAllText(journal.Path, File.ReadLines(journal.Path).First() + "\n");

        Assert.That(() => journal.Look(), Throws.TypeOf<IOException>().With.Message.Contains("shorter"));
    }

    private static TrialChosen Chosen(int trial, string by = "driver") =>
        new() { Time = Time, Trial = trial, By = by, Values = new JsonObject { ["optimizer.lr"] = 0.001, ["model.name"] = "größer" }, Runs = [$"{trial:x16}"] };

    private static TrialStarted Started(int trial, string by = "driver") => new() { Time = Time, Trial = trial, By = by, Attempt = 1 };

    private static TrialEnded Ended(int trial, double value) => new() { Time = Time, Trial = trial, By = "driver", Status = TrialStatus.Completed, Values = [value], Curve = [value] };
}
