using System.Text.Json.Serialization;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The document of <c>generate</c>.</summary>
/// <param name="Symbol">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Timeframe">The timeframe, that is the length of a candle.</param>
/// <param name="Candles">The number of candles processed.</param>
/// <param name="Raw">Signals of the strategy.</param>
/// <param name="Approved">Signals that the gate approved.</param>
/// <param name="Denied">Signals denied, by deny code, in the order of the codes' names.</param>
/// <param name="FeedMissing">Candles that were not decided because a feed was missing.</param>
/// <param name="GeneratorFailed">Candles that were not decided because the strategy failed.</param>
/// <param name="PriceStep">The price step as of the last signal.</param>
/// <param name="Seconds">The duration, in seconds to four decimals.</param>
/// <param name="Sha256">The hash of the file's bytes, lower-case hexadecimal.</param>
internal sealed record GenerateDocument(
    string Symbol,
    string Timeframe,
    long Candles,
    long Raw,
    long Approved,
    IReadOnlyDictionary<string, int> Denied,
    long FeedMissing,
    long GeneratorFailed,
    [property: JsonConverter(typeof(PriceStepJson))] PriceStep PriceStep,
    double Seconds,
    string Sha256);
