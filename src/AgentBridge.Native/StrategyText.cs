using System.Text.Json;
using System.Text.Json.Serialization;
using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Native;

/// <summary>A strategy for a host, as a document.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="WarmUp">Candles of the host's timeframe that it needs before its plans count.</param>
/// <param name="Feeds">The other pairs whose candles it needs; its own higher timeframes are made from the candles that it gets.</param>
/// <param name="Assembly">The file that it came from; <see langword="null"/> for a built-in one.</param>
/// <param name="Sha256">That file's hash, lower-case hexadecimal.</param>
/// <param name="Notice">What somebody should be told before it decides; <see langword="null"/> for nothing.</param>
internal sealed record StrategyText(string Name, int Version, int WarmUp, IReadOnlyList<StrategyTextFeed> Feeds, string? Assembly, string? Sha256, string? Notice)
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

        var feeds = needs.Feeds.Where(f => f.Pair is not null).Select(f => new StrategyTextFeed(f.Pair.ToString()!, (f.Timeframe ?? timeframe).ToString()));
        var origin = strategy.Descriptor.Origin;
        return JsonSerializer.Serialize(
            new StrategyText(name.Name, name.Version, needs.WarmUpOn(timeframe), [.. feeds], origin?.Path, origin?.Sha256, notice), StrategyTextJson.Default.StrategyText);
    }
}

/// <summary>A feed of another pair.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Timeframe">The length of its candles.</param>
internal sealed record StrategyTextFeed(string Pair, string Timeframe);

/// <summary>The generated writer of <see cref="StrategyText"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StrategyText))]
internal sealed partial class StrategyTextJson : JsonSerializerContext;
