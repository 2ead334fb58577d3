using System.Text.RegularExpressions;
using MtlTorch.Experiments.Running;
using MtlTorch.Experiments.Tests.Configs;
using MtlTorch.Training.Inspection;
using TestSupport;

namespace MtlTorch.Experiments.Tests;

/// <summary>What the pages say is so.</summary>
public sealed class DocumentationTests
{
    [Test]
    public void TheExperimentWithASparseCodeIsSound()
    {
        var page = File.ReadAllText(Repository.File("docs", "autoencoders.md"));
        var json = Regex.Match(page, "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        using var experiment = new Experiment(json);

        Assert.That(experiment.Compose().Tasks.Select(t => t.Name), Is.EqualTo(new[] { "pixels" }));
    }

    [TestCase(typeof(RunDetails))]
    [TestCase(typeof(ReconstructionDetails))]
    [TestCase(typeof(ReconstructedRow))]
    [TestCase(typeof(CodeDetails))]
    [TestCase(typeof(Histogram))]
    [TestCase(typeof(FilterPictures))]
    public void EveryFieldOfTheDetailsIsNamed(Type record)
    {
        var page = File.ReadAllText(Repository.File("docs", "runs.md"));
        var fields = record.GetProperties().Select(p => RunJson.Line.PropertyNamingPolicy!.ConvertName(p.Name));

        Assert.That(fields.Where(f => !page.Contains($"\"{f}\"", StringComparison.Ordinal)), Is.Empty);
    }
}
