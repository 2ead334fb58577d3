using System.Diagnostics;
using MtlTorch.Data;
using MtlTorch.Data.DataSets;

namespace MtlTorch.Tests.Data.DataSets;

/// <summary>Real tables, where they are at hand: what is known of them is found in what is loaded.</summary>
public sealed class RealTableTests
{
    [Test]
    public void AdultIsReadAsItIsKnown()
    {
        var started = Stopwatch.GetTimestamp();
        var data = new TabularOptions
        {
            Root = RealData.Adult(),
            File = "adult/adult.csv",
            Targets = new Dictionary<string, TabularTarget>
            {
                ["salary"] = new() { Column = "Salary", Positive = ">50K" },
                ["never-married"] = new() { Column = "marital-status", Positive = "Never-married" },
            },
            Validation = 0,
            Test = 0,
        }.Open();
        using var split = data.Load(SplitName.Train);

        Assert.Multiple(() =>
        {
            Assert.That(split.Rows, Is.EqualTo(32_561));
            Assert.That(split.Targets["salary"].sum().item<long>(), Is.EqualTo(7_841));
            Assert.That(split.Targets["never-married"].sum().item<long>(), Is.EqualTo(10_683));
            Assert.That(data.Description.Columns.OfType<NumberColumn>().Select(c => c.Name), Is.EqualTo(new[] { "age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week" }));
            Assert.That(data.Description.Columns.OfType<CategoryColumn>().Single(c => c.Name == "native-country").Categories, Has.Count.EqualTo(41));
            Assert.That(data.Description.Columns.Select(c => c.Name), Has.No.Member("Salary").And.No.Member("marital-status"));
            Assert.That(split.Inputs.isnan().sum().item<long>(), Is.EqualTo(1_836 + 1_843 + 583), "gaps of workclass, occupation and native-country");
            Assert.That(Stopwatch.GetElapsedTime(started).TotalSeconds, Is.LessThan(5), "32,561 rows take a fraction of a second; the rest is room for slow machines");
        });
    }

    [Test]
    public void EnergyIsReadAsItIsKnown()
    {
        var data = new TabularOptions
        {
            Root = RealData.Energy(),
            File = "energy-efficiency/ENB2012_data.csv",
            Targets = new Dictionary<string, TabularTarget> { ["Y1"] = new(), ["Y2"] = new() },
            Validation = 0,
            Test = 0,
        }.Open();
        using var split = data.Load(SplitName.Train);

        Assert.Multiple(() =>
        {
            Assert.That(split.Inputs.shape, Is.EqualTo(new long[] { 768, 8 }));
            Assert.That(split.Targets["Y1"].mean().item<float>(), Is.EqualTo(22.3072f).Within(1e-3));
            Assert.That(split.Targets["Y2"].mean().item<float>(), Is.EqualTo(24.5878f).Within(1e-3));
            Assert.That(data.Description.Columns, Is.All.TypeOf<NumberColumn>());
        });
    }
}
