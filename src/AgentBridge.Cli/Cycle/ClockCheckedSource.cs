using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// An exchange beside this machine's clock. By a clock that is far behind, a candle that closed long ago would be the newest one, and
/// its signal would pass for fresh; a clock that is a little behind only decides a little later.
/// </summary>
internal sealed class ClockCheckedSource(ICandleSource source, TimeProvider clock) : ICandleSource
{
    public async Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
    {
        var candles = await source.GetCandlesAsync(symbol, timeframe, limit, cancellationToken);
        var ahead = candles.Count == 0 ? TimeSpan.Zero : DateTimeOffset.FromUnixTimeMilliseconds(candles.CloseTimeMs(candles.Count - 1)) - clock.GetUtcNow();
        return ahead <= LatestSignal.MaxSkew
            ? candles
            : throw new CandleSourceException(
                CandleSourceError.Unavailable,
                FormattableString.Invariant($"{symbol}: the exchange has closed a candle {(long)ahead.TotalSeconds} s before this machine's clock comes to its close; set the clock"));
    }
}
