using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Testing;

namespace AgentBridge.Cli;

/// <summary>Strategies and their checks as JSON documents.</summary>
internal static class StrategyJson
{
    public static void Write(CliHost host, IReadOnlyList<StrategyDescriptor> strategies, Timeframe timeframe) => JsonOut.Write(host, writer =>
    {
        writer.WriteStartArray();
        foreach (var strategy in strategies)
        {
            Write(writer, strategy, timeframe);
        }

        writer.WriteEndArray();
    });

    public static void Write(CliHost host, StrategyCheckReport report, IReadOnlyList<StrategyFinding> findings) => JsonOut.Write(host, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("strategy", report.Strategy);
        writer.WriteNumber("candles", report.Candles);
        writer.WriteNumber("plans", report.Plans);
        writer.WriteBoolean("ok", findings.Count == 0);
        writer.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("rule", finding.Rule);
            if (finding.Candle is { } candle)
            {
                writer.WriteNumber("candle", candle);
            }
            else
            {
                writer.WriteNull("candle");
            }

            writer.WriteString("detail", finding.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStrings("warnings", report.Warnings);
        WriteMeasured(writer, "ns_per_candle", report.NsPerCandle);
        WriteMeasured(writer, "bytes_per_candle", report.BytesPerCandle);
        writer.WriteEndObject();
    });

    public static IEnumerable<string> SidesOf(StrategyNeeds needs) =>
        new[] { (Side: StrategySides.Long, Word: "long"), (Side: StrategySides.Short, Word: "short") }.Where(s => needs.Sides.HasFlag(s.Side)).Select(s => s.Word);

    private static void Write(Utf8JsonWriter writer, StrategyDescriptor strategy, Timeframe timeframe)
    {
        writer.WriteStartObject();
        writer.WriteString("name", strategy.Name.Name);
        writer.WriteNumber("version", strategy.Name.Version);
        writer.WriteString("summary", strategy.Summary);
        writer.WriteText("assembly", strategy.Origin?.Path);
        writer.WriteText("sha256", strategy.Origin?.Sha256);
        writer.WriteNumber("warm_up", strategy.Needs.WarmUpOn(timeframe));
        writer.WriteStrings("sides", SidesOf(strategy.Needs));
        writer.WriteStartArray("feeds");
        foreach (var feed in strategy.Needs.Feeds)
        {
            writer.WriteStartObject();
            writer.WriteText("pair", feed.Pair?.ToString());
            writer.WriteText("timeframe", feed.Timeframe?.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("parameters");
        foreach (var parameter in strategy.Parameters)
        {
            Write(writer, parameter);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, OptionParameter parameter)
    {
        writer.WriteStartObject();
        writer.WriteString("name", parameter.Name);
        writer.WriteString("type", parameter.Kind.ToString().ToLowerInvariant());
        WriteLimit(writer, "min", parameter.Range?.Min);
        WriteLimit(writer, "max", parameter.Range?.Max);
        writer.WriteBoolean("min_exclusive", parameter.Range is { MinIsExclusive: true });
        writer.WriteBoolean("max_exclusive", parameter.Range is { MaxIsExclusive: true });
        writer.WriteStrings("choices", parameter.Choices);
        writer.WritePropertyName("default");
        if (parameter.Kind is ParameterKind.Int or ParameterKind.Long or ParameterKind.Double or ParameterKind.Bool)
        {
            // As it enters the decision_id: a JSON number, true or false.
            writer.WriteRawValue(parameter.Default);
        }
        else
        {
            writer.WriteStringValue(parameter.Default);
        }

        writer.WriteString("meaning", parameter.Meaning);
        writer.WriteEndObject();
    }

    private static void WriteLimit(Utf8JsonWriter writer, string name, double? value)
    {
        writer.WritePropertyName(name);
        if (value is { } limit)
        {
            writer.WriteRawValue(CanonicalNumber.Format(limit));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteMeasured(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, Math.Round(value, 2));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
