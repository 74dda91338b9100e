using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>A market as of some candles ago: the newest candles are fetched and dropped.</summary>
internal sealed class AsOfSource(ICandleSource source) : ICandleSource
{
    /// <summary>How many of the newest candles are left out, ≥ 0.</summary>
    public int CandlesAgo { get; set; }

    public async Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
    {
        var candles = await source.GetCandlesAsync(symbol, timeframe, limit, cancellationToken);
        return candles.Prefix(Math.Max(0, candles.Count - CandlesAgo));
    }
}
