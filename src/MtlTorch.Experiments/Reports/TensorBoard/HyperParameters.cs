using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using MtlTorch.Experiments.Configs;
using MtlTorch.Experiments.Reports.TensorBoard.Protos;
using MtlTorch.Experiments.Running;

namespace MtlTorch.Experiments.Reports.TensorBoard;

/// <summary>
/// What TensorBoard's HPARAMS tab compares runs by: the whole configuration, a column per option ("optimizer.lr"), and how the run
/// ended. All scalars of the runs are its metrics. No run describes the experiment as a whole, for then the options of
/// that one would hide those that only other runs have.
/// </summary>
internal static class HyperParameters
{
    private const string StartTag = "_hparams_/session_start_info";
    private const string EndTag = "_hparams_/session_end_info";

    /// <summary>The beginning of a run.</summary>
    /// <param name="config">Its configuration.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static SummaryValue Start(ExperimentConfig config, double now)
    {
        var start = new SessionStartInfo { StartTimeSecs = now };
        foreach (var (key, value) in Flatten("", JsonSerializer.SerializeToElement(config, ConfigJson.Options)))
        {
            start.Hparams.Add(key, value);
        }

        return Values.HyperParameters(StartTag, new HParamsPluginData { SessionStartInfo = start });
    }

    /// <summary>The end of a run; none for one that may go on, because TensorBoard believes the first end that it sees.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static IEnumerable<SummaryValue> End(RunStatus status, double now)
    {
        if (status == RunStatus.Interrupted)
        {
            return [];
        }

        var outcome = status == RunStatus.Completed ? SessionEndInfo.Types.Status.Success : SessionEndInfo.Types.Status.Failure;
        return [Values.HyperParameters(EndTag, new HParamsPluginData { SessionEndInfo = new SessionEndInfo { Status = outcome, EndTimeSecs = now } })];
    }

    /// <summary>Every number, text and truth value with the path to it. Null, which TensorBoard has no type for, is left out.</summary>
    private static IEnumerable<(string Key, Value Value)> Flatten(string path, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Flatten(path.Length == 0 ? p.Name : $"{path}.{p.Name}", p.Value)),
        JsonValueKind.Number => [(path, Value.ForNumber(element.GetDouble()))],
        JsonValueKind.True or JsonValueKind.False => [(path, Value.ForBool(element.GetBoolean()))],
        JsonValueKind.Null => [],
        _ => [(path, Value.ForString(element.ValueKind == JsonValueKind.String ? element.GetString() : JsonSerializer.Serialize(element)))],
    };
}
