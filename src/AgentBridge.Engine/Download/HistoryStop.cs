using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>A stop of the exchange that a download waits out.</summary>
/// <param name="Symbol">The pair.</param>
/// <param name="Timeframe">The length of a candle of the download.</param>
/// <param name="Reason">One line: what the exchange answered, or that it did not.</param>
/// <param name="Wait">How long until it is asked again.</param>
public sealed record HistoryStop(string Symbol, Timeframe Timeframe, string Reason, TimeSpan Wait);
