using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>
/// Compares an exchange with this machine's clock. With a clock that is far behind, a candle that closed long ago would be the newest one, and
/// its signal would count as fresh; a clock that is slightly behind only decides slightly later.
/// </summary>
public sealed class ClockCheckedSource : ICandleSource
{
    private readonly ICandleSource _source;
    private readonly TimeProvider _clock;

    /// <summary>Wraps a source.</summary>
    /// <param name="source">The exchange.</param>
    /// <param name="clock">This machine's clock.</param>
    public ClockCheckedSource(ICandleSource source, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(clock);
        (_source, _clock) = (source, clock);
    }

    /// <inheritdoc/>
    /// <remarks>A newest candle that closes later than the clock says by more than the skew that signals may have is an error (<see cref="CandleSourceError.Unavailable"/>).</remarks>
    public async Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
    {
        var candles = await _source.GetCandlesAsync(symbol, timeframe, limit, cancellationToken).ConfigureAwait(false);
        var ahead = candles.Count == 0 ? TimeSpan.Zero : DateTimeOffset.FromUnixTimeMilliseconds(candles.CloseTimeMs(candles.Count - 1)) - _clock.GetUtcNow();
        return ahead <= LatestSignal.MaxSkew
            ? candles
            : throw new CandleSourceException(
                CandleSourceError.Unavailable,
                FormattableString.Invariant($"{symbol}: the exchange has closed a candle {(long)ahead.TotalSeconds} s before this machine's clock reaches its close; set the clock"));
    }
}
