using System.Text.Json;
using System.Text.Json.Serialization;
using MtlTorch.Training.Evaluation;

namespace MtlTorch.Experiments.Running;

/// <summary>How the records of a run folder are spelt in JSON.</summary>
public static class RunJson
{
    /// <summary>For whole files.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>For one object per line.</summary>
    public static JsonSerializerOptions Line { get; } = Create(indented: false);

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = indented,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new FiniteConverter(), new ScoresConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>JSON has no NaN and no infinity: null stands for a figure that is not defined.</summary>
    private sealed class FiniteConverter : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    /// <summary>{task: {metric: value}}.</summary>
    private sealed class ScoresConverter : JsonConverter<Scores>
    {
        public override Scores Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, double>>>(ref reader, options)!
                .ToDictionary(t => t.Key, t => (IReadOnlyDictionary<string, double>)t.Value));

        public override void Write(Utf8JsonWriter writer, Scores value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Tasks, options);
    }
}
