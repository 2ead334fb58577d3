using System.Text.Json;

namespace TestSupport;

/// <summary>
/// Values that another library computed, kept in tests/Golden and never edited by hand. The scripts in scripts/golden wrote most; each file
/// tells in "origin" which library, in which version.
/// </summary>
public static class Golden
{
    /// <summary>The whole file.</summary>
    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.File("tests", "Golden", name + ".json")));
        return document.RootElement.Clone();
    }

    /// <summary>One test case for each element of "cases", under its "name".</summary>
    public static IEnumerable<TestCaseData> Cases(string name) =>
        Read(name).GetProperty("cases").EnumerateArray().Select(c => new TestCaseData(c).SetArgDisplayNames(c.GetProperty("name").GetString()!));

    public static double Number(this JsonElement row, string key) => row.GetProperty(key).GetDouble();

    public static int Whole(this JsonElement row, string key) => row.GetProperty(key).GetInt32();

    public static string Text(this JsonElement row, string key) => row.GetProperty(key).GetString()!;

    public static T[] List<T>(this JsonElement row, string key) => row.GetProperty(key).Deserialize<T[]>()!;

    /// <summary>A tensor kept as {"shape": [...], "values": [...]}.</summary>
    public static torch.Tensor Tensor(this JsonElement row, string key, torch.ScalarType type = torch.ScalarType.Float32)
    {
        using var scope = torch.NewDisposeScope();
        var (values, shape) = (row.GetProperty(key).List<double>("values"), row.GetProperty(key).List<long>("shape"));
        return torch.tensor(values, shape, torch.float64).to(type).MoveToOuterDisposeScope();
    }
}
