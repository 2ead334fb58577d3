using MtlTorch.Experiments.Reports;
using MtlTorch.Tasks;
using MtlTorch.Training;
using TestSupport;

namespace MtlTorch.Experiments.Tests.Reports;

/// <summary>Reports read records, never models (docs/architecture.md, "Rooms").</summary>
public sealed class RoomTests
{
    private static readonly string[] Closed = ["MtlTorch.Tensors", "MtlTorch.Data", "MtlTorch.Modules", "MtlTorch.Tasks"];

    [Test]
    public void ReportsKnowNeitherTensorsNorModels()
    {
        var reports = typeof(IModelArrays).Assembly.GetTypes().Where(t => t.Namespace?.StartsWith("MtlTorch.Experiments.Reports", StringComparison.Ordinal) == true).ToList();
        var used = reports.SelectMany(user => References.Of(user).Select(type => (user, type))).ToList();

        Assert.That(used.Select(u => u.type), Does.Contain(typeof(EpochRecord)), "the search sees something");
        Assert.That(used.Where(u => IsModel(u.type)).Select(u => $"{u.user} uses {u.type}"), Is.Empty);
        Assert.That(IsModel(typeof(MultiTaskModel)) && IsModel(typeof(torch.Tensor)), "the rule is no empty one");
    }

    private static bool IsModel(Type type) =>
        type.Assembly == typeof(torch.Tensor).Assembly || Closed.Any(room => type.Namespace?.StartsWith(room, StringComparison.Ordinal) == true);
}
