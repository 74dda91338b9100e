using System.Text.Json;
using System.Text.Json.Serialization;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>A line of the action log as a document; its texts are masked.</summary>
/// <param name="Timestamp">When, ISO 8601 UTC.</param>
/// <param name="RunId">The id of the run, which is in every line of its action log.</param>
/// <param name="AgentId">Who acts.</param>
/// <param name="AgentVersion">The release of that program.</param>
/// <param name="Environment">backtest, dry-run or live.</param>
/// <param name="Action">What was done.</param>
/// <param name="Target">The pair it was done to.</param>
/// <param name="Parameters">More about it.</param>
/// <param name="InputRefs">The decisions that it is based on.</param>
/// <param name="OutputRefs">The decisions that it made.</param>
/// <param name="Result">The word for the result.</param>
/// <param name="Metrics">Figures, in the unit that each name ends with; <see langword="null"/> for one that is not finite.</param>
/// <param name="Rationale">Why, in words.</param>
internal sealed record ActionLine(
    string Timestamp,
    string RunId,
    string AgentId,
    string AgentVersion,
    string Environment,
    string Action,
    string Target,
    IReadOnlyDictionary<string, ActionValue> Parameters,
    IReadOnlyList<string> InputRefs,
    IReadOnlyList<string> OutputRefs,
    string Result,
    IReadOnlyDictionary<string, double?> Metrics,
    string Rationale)
{
    public static ActionLine Of(ActionRecord record, SecretMask mask)
    {
        var (origin, entry) = (record.Origin, record.Entry);
        return new(
            SignalTimestamp.ToText(record.Timestamp),
            mask.Apply(origin.RunId),
            mask.Apply(origin.AgentId),
            mask.Apply(origin.AgentVersion),
            mask.Apply(origin.Environment),
            mask.Apply(entry.Action),
            mask.Apply(entry.Target),
            entry.Parameters.ToDictionary(p => p.Key, p => p.Value.Masked(mask), StringComparer.Ordinal),
            [.. entry.InputRefs.Select(mask.Apply)],
            [.. entry.OutputRefs.Select(mask.Apply)],
            mask.Apply(entry.Result),
            entry.Metrics.ToDictionary(m => m.Key, m => double.IsFinite(m.Value) ? m.Value + 0.0 : (double?)null, StringComparer.Ordinal),
            mask.Apply(entry.Rationale));
    }
}

/// <summary>A parameter as the JSON it is: a text, a number, a flag, null, or what another program wrote. Lines are read by <see cref="ActionJson"/>.</summary>
internal sealed class ActionValueJson : JsonConverter<ActionValue>
{
    public override ActionValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, ActionValue value, JsonSerializerOptions options) => value.WriteTo(writer);
}

/// <summary>The generated writer of the action log's lines.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(ActionValueJson)])]
[JsonSerializable(typeof(ActionLine))]
internal sealed partial class ActionLineJson : JsonSerializerContext;
