using System.Reflection;
using MtlTorch.Experiments.Catalogue;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Sweeps.Configs;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Catalogue;

/// <summary>The catalogue is complete, and everything in it is explained.</summary>
public sealed class CatalogueTests
{
    private static IEnumerable<ComponentGroup> Groups => Components.Groups;

    private static IEnumerable<Type> Described => Components.Groups.SelectMany(g => g.Components, (_, c) => c.Options)
        .Concat([typeof(ExperimentConfig), typeof(ModelConfig), typeof(Training.TrainerOptions), typeof(Modules.Trunks.ConvBlockOptions), typeof(SweepConfig), typeof(BudgetOptions)]);

    [TestCaseSource(nameof(Groups))]
    public void EveryComponentOfTheLibraryIsInIt(ComponentGroup group)
    {
        var existing = group.BaseType.Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(group.BaseType));

        Assert.That(group.Components.Select(c => c.Options), Is.EquivalentTo(existing));
    }

    [TestCaseSource(nameof(Groups))]
    public void KindsAreLowerCaseWordsWithHyphensAndUnique(ComponentGroup group)
    {
        var kinds = group.Components.Select(c => c.Kind).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(kinds, Is.All.Match("^[a-z][a-z0-9-]*$"));
            Assert.That(kinds, Is.Unique);
            Assert.That(kinds, Is.Ordered);
        });
    }

    [TestCaseSource(nameof(Described))]
    public void EveryOptionSaysWhatItMeans(Type options)
    {
        Assert.Multiple(() =>
        {
            Assert.That(XmlDocumentation.Summary(options), Is.Not.Empty);
            foreach (var option in OptionDescription.Of(options))
            {
                Assert.That(option.Summary, Is.Not.Empty, option.Key);
                Assert.That(option.Summary, Does.EndWith("."), option.Key);
            }
        });
    }

    [TestCaseSource(nameof(Described))]
    public void EveryNumberHasARange(Type options)
    {
        var numbers = ConfigJson.Contract(options).Properties
            .Where(p => (Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType) is { } t && (t == typeof(int) || t == typeof(double)));
        var unlimited = numbers.Where(p => !((MemberInfo)p.AttributeProvider!).IsDefined(typeof(System.ComponentModel.DataAnnotations.RangeAttribute)));

        Assert.That(unlimited.Select(p => p.Name), Is.SubsetOf(new[] { "seed", "labelSeed", "splitSeed", "bootstrap", "from", "to" }));
    }

    [TestCaseSource(nameof(Described))]
    public void DefaultsAreWithinTheirRanges(Type options)
    {
        var errors = new List<ConfigError>();
        var members = OptionDescription.Of(options).Where(o => o.Default is not null).Select(o => $"\"{o.Key}\": {o.Default}");
        var node = ConfigParser.Parse("defaults", System.Text.Encoding.UTF8.GetBytes($"{{ {string.Join(", ", members)} }}"), errors);
        new ConfigChecker(errors).Check(node!, options, null, "$");

        Assert.That(errors.Where(e => !e.Message.StartsWith("is missing", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void TheReferenceIsCurrent() => Assert.That(
        File.ReadAllText(Repository.File("docs", "reference.md")),
        Is.EqualTo(ReferenceDocument.Write()),
        "docs/reference.md is stale; run scripts/generate-docs.sh.");

    [Test]
    public void TheSchemaIsCurrent() => Assert.That(
        File.ReadAllText(Repository.File("configs", "experiment.schema.json")),
        Is.EqualTo(ExperimentSchema.Write()),
        "configs/experiment.schema.json is stale; run scripts/generate-docs.sh.");

    [Test]
    public void TheSchemaOfSweepsIsCurrent() => Assert.That(
        File.ReadAllText(Repository.File("configs", "sweeps", "sweep.schema.json")),
        Is.EqualTo(ExperimentSchema.WriteSweep()),
        "configs/sweeps/sweep.schema.json is stale; run scripts/generate-docs.sh.");

    [Test]
    public void NamesAreFoundAloneOrWithTheirGroup() => Assert.Multiple(() =>
    {
        Assert.That(ExperimentSections.Find("mlp").Select(e => e.Title), Is.EqualTo(new[] { "mlp (trunk)", "mlp (head)" }));
        Assert.That(ExperimentSections.Find("head/mlp").Select(e => e.Title), Is.EqualTo(new[] { "mlp (head)" }));
        Assert.That(ExperimentSections.Find("trainer").Single().Where, Is.EqualTo("$.trainer"));
        Assert.That(ExperimentSections.Find("nothing"), Is.Empty);
    });
}
