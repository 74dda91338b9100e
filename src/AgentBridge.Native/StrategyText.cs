using System.Buffers;
using System.Text;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Native;

/// <summary>A strategy for a host, as JSON.</summary>
internal static class StrategyText
{
    /// <summary>The text.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="timeframe">The length of a candle.</param>
    /// <param name="notice">What somebody should be told before it decides; <see langword="null"/> for nothing.</param>
    /// <exception cref="StrategyException">The strategy can't run on that timeframe.</exception>
    public static string Of(Strategy strategy, Timeframe timeframe, string? notice = null)
    {
        var (name, needs) = (strategy.Descriptor.Name, strategy.Needs);
        if (needs.Problem(timeframe) is { } problem)
        {
            throw new StrategyException($"strategy {name.Name} needs {problem}");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name", name.Name);
            writer.WriteNumber("version", name.Version);
            writer.WriteNumber("warm_up", needs.WarmUpOn(timeframe));
            writer.WriteStartArray("feeds");
            foreach (var feed in needs.Feeds.Where(f => f.Pair is not null))
            {
                writer.WriteStartObject();
                writer.WriteString("pair", feed.Pair.ToString());
                writer.WriteString("timeframe", (feed.Timeframe ?? timeframe).ToString());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("assembly", strategy.Descriptor.Origin?.Path);
            writer.WriteString("sha256", strategy.Descriptor.Origin?.Sha256);
            writer.WriteString("notice", notice);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
