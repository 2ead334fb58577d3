using System.Reflection;
using MtlTorch.Balancing;
using MtlTorch.Regularizers;
using MtlTorch.Training;
using MtlTorch.Training.Schedules;

namespace MtlTorch.Tests.Architecture;

/// <summary>
/// Who may use whom within the library (docs/architecture.md, "Direction"): a room sees the rooms of earlier rows, never
/// its neighbours of the same row. What lies outside the rooms is there for all of them.
/// </summary>
public sealed class DirectionTests
{
    private static readonly string[][] Rows =
    [
        ["Tensors"],
        ["Data", "Modules", "Metrics", "Balancing", "Regularizers"],
        ["Tasks"],
        ["Clustering"],
        ["Training"],
        ["Ensembles"],
    ];

    private static readonly Assembly Library = typeof(ISelfChecking).Assembly;

    [Test]
    public void NobodyLooksBackOrAside()
    {
        var wrong = Library.GetTypes()
            .SelectMany(user => References.Of(user).Select(used => (user, used)))
            .Where(pair => pair.used.Assembly == Library && !May(pair.user, pair.used))
            .Select(pair => $"{pair.user} uses {pair.used}");

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void TrainingKnowsNoMethodByName()
    {
        var methods = Library.GetTypes().Where(t => Room(t) == "Training").SelectMany(References.Of).Where(t => Room(t) == "Balancing").Distinct().ToList();

        Assert.That(methods, Does.Contain(typeof(ILossWeighting)));
        Assert.That(methods.Where(t => !t.IsAbstract && (t.IsAssignableTo(typeof(IBalancingMethod)) || t.IsAssignableTo(typeof(BalancingOptions)))), Is.Empty);
    }

    [Test]
    public void TrainingKnowsNoRegularizerByName()
    {
        var known = Library.GetTypes().Where(t => Room(t) is "Training" or "Tasks").SelectMany(References.Of).Where(t => Room(t) == "Regularizers").Distinct().ToList();

        Assert.That(known, Does.Contain(typeof(IGradientPenalty)));
        Assert.That(known.Where(t => !t.IsAbstract && (t.IsAssignableTo(typeof(IRegularizer)) || t.IsAssignableTo(typeof(RegularizerOptions)))), Is.Empty);
    }

    [Test]
    public void EveryTypeLivesInARoomOfThePlan()
    {
        var rooms = Library.GetTypes().Where(t => t.Namespace is not null && !IsGenerated(t)).Select(Room).Distinct();

        Assert.That(rooms, Is.EquivalentTo(Rows.SelectMany(r => r).Append("")));
    }

    [Test]
    public void TheSearchSeesSignaturesAndCode()
    {
        // Guards the two tests above against a search that finds nothing.
        var used = References.Of(typeof(Trainer));

        Assert.That(used, Does.Contain(typeof(TrainingSetup)), "a parameter of the constructor");
        Assert.That(used, Does.Contain(typeof(ScheduleOptions)), "only called, in the body of a method");
    }

    [Test]
    public void TheLibraryHasNoConsoleAndNoJsonAttributes()
    {
        var wrong = Library.GetTypes()
            .SelectMany(user => References.Of(user).Where(IsBanned).Select(used => $"{user} uses {used}"));

        Assert.That(wrong, Is.Empty);
    }

    private static bool IsBanned(Type type) =>
        type == typeof(Console) || (type.IsSubclassOf(typeof(Attribute)) && type.Namespace == "System.Text.Json.Serialization");

    private static bool May(Type user, Type used)
    {
        var (from, to) = (Room(user), Room(used));
        return to.Length == 0 || from == to || Row(to) < Row(from);
    }

    private static int Row(string room) => Array.FindIndex(Rows, row => row.Contains(room));

    /// <summary>The part of the namespace after "MtlTorch."; empty for the root.</summary>
    private static string Room(Type type) => type.Namespace?.Split('.').ElementAtOrDefault(1) ?? "";

    private static bool IsGenerated(Type type) => !type.Namespace!.StartsWith("MtlTorch", StringComparison.Ordinal);
}
