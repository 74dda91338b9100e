using System.Collections.Concurrent;
using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Native;

/// <summary>The newest candles of other pairs that a host has passed.</summary>
internal sealed class AgentFeeds
{
    private readonly ConcurrentDictionary<string, CandleSeries> _series = new(StringComparer.Ordinal);

    public void Set(CandleSeries series) => _series[series.Symbol] = series;

    /// <summary>A batch with the other pairs that the strategy uses; one that was not passed, or has another timeframe, is missing.</summary>
    public StrategyCandles With(CandleSeries own, Strategy strategy) => new(
        own,
        strategy.OtherPairsOf(own.Symbol).Select(pair => _series.GetValueOrDefault(pair)).OfType<CandleSeries>().Where(other => other.Timeframe == own.Timeframe));
}
