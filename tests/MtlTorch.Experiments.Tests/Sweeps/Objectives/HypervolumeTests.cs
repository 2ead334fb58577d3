using System.Text.Json;
using FsCheck.Fluent;
using MtlTorch.Experiments.Sweeps.Objectives;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Sweeps.Objectives;

public sealed class HypervolumeTests
{
    private static IEnumerable<TestCaseData> Recorded => Golden.Cases("hypervolumes");

    private static FsCheck.Gen<double[][]> Results(int objectives) => Gen.Choose(0, 100).Select(n => n / 100.0).ArrayOf(objectives).ArrayOf().Where(r => r.Length is > 0 and < 30);

    [TestCaseSource(nameof(Recorded))]
    public void Volumes_are_those_of_Optuna(JsonElement row) =>
        Assert.That(Hypervolume.Of(row.List<double[]>("losses"), row.List<double>("reference")), Is.EqualTo(row.Number("volume")).Within(1e-12));

    [Test]
    public void The_volume_is_the_share_of_points_that_are_dominated() => Properties.Hold(Results(3), results =>
    {
        // With results on a grid of hundredths the volume is a number of cells.
        var cells = 0;
        for (var i = 0; i < 20; i++)
        {
            for (var j = 0; j < 20; j++)
            {
                for (var k = 0; k < 20; k++)
                {
                    cells += results.Any(r => Math.Floor(r[0] * 20) <= i && Math.Floor(r[1] * 20) <= j && Math.Floor(r[2] * 20) <= k) ? 1 : 0;
                }
            }
        }

        double[][] coarse = [.. results.Select(r => r.Select(v => Math.Floor(v * 20) / 20).ToArray())];
        Assert.That(Hypervolume.Of(coarse, [1, 1, 1]), Is.EqualTo(cells / 8000.0).Within(1e-12));
    }, count: 30);

    [Test]
    public void A_contribution_is_the_difference_of_volumes() => Properties.Hold(Results(4), results =>
    {
        var (result, others) = (results[0], results[1..]);

        Assert.That(Hypervolume.Contribution(result, others, [1, 1, 1, 1]),
            Is.EqualTo(Hypervolume.Of(results, [1, 1, 1, 1]) - Hypervolume.Of(others, [1, 1, 1, 1])).Within(1e-12));
    });

    [Test]
    public void The_subset_takes_what_adds_most_each_time() => Properties.Hold(Results(3), results =>
    {
        double[] reference = [.. Enumerable.Range(0, 3).Select(i => results.Max(r => r[i]) + (0.1 * Math.Max(results.Max(r => r[i]) - results.Min(r => r[i]), 1e-12)))];
        var chosen = HypervolumeSubset.Greedy(results, 5);

        Assert.That(chosen, Is.Unique.And.Count.EqualTo(Math.Min(5, results.Length)));
        for (var k = 0; k < chosen.Count; k++)
        {
            var before = chosen.Take(k).Select(i => results[i]).ToList();
            var most = Enumerable.Range(0, results.Length).Except(chosen.Take(k)).Max(i => Hypervolume.Contribution(results[i], before, reference));
            Assert.That(Hypervolume.Contribution(results[chosen[k]], before, reference), Is.EqualTo(most).Within(1e-12));
        }
    });

    [Test]
    public void Results_beyond_the_reference_add_nothing() => Assert.That(Hypervolume.Of([[0.5, 2], [2, 0.5], [1, 1]], [1, 1]), Is.Zero);

    [Test]
    public void Results_of_another_length_are_refused() => Assert.That(() => Hypervolume.Of([[1, 2, 3]], [4, 4]), Throws.ArgumentException.With.Message.Contains("has 3 objectives, and the reference 2"));
}
