using System.Text.Json;

namespace MtlTorch.Tests.Balancing.Gradients;

/// <summary>Given orders in which tasks meet each other, in the place of drawn ones.</summary>
internal static class Orders
{
    public static Func<int, IReadOnlyList<int>> Ascending(int tasks) => task => [.. Enumerable.Range(0, tasks).Where(other => other != task)];

    /// <summary>A recorded list of orders, one per task.</summary>
    public static Func<int, IReadOnlyList<int>> Of(JsonElement orders)
    {
        var lists = orders.Deserialize<int[][]>()!;
        return task => [.. lists[task].Where(other => other != task)];
    }

    /// <summary>Recorded lists of orders, call by call.</summary>
    public static Func<int, IReadOnlyList<int>> OfCalls(JsonElement orders)
    {
        var lists = orders.Deserialize<int[][][]>()!;
        var met = 0;
        return task =>
        {
            var call = met++ / lists[0].Length;
            return [.. lists[call][task].Where(other => other != task)];
        };
    }
}
