using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>Recorded candles as a market that has not seen its future yet: only the candles up to a cursor exist, other pairs' up to the same instant.</summary>
public sealed class ReplayCandleSource : ICandleSource
{
    private readonly StrategyCandles _candles;

    /// <summary>Creates a replay.</summary>
    /// <param name="candles">The recorded candles, those of other pairs among them.</param>
    /// <param name="closedCount">How many of its own have closed, from 0 to all.</param>
    public ReplayCandleSource(StrategyCandles candles, int closedCount)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentOutOfRangeException.ThrowIfNegative(closedCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(closedCount, candles.Own.Count);
        _candles = candles;
        ClosedCount = closedCount;
    }

    /// <summary>How many candles have closed.</summary>
    public int ClosedCount { get; private set; }

    /// <summary>Closes the next candle.</summary>
    /// <exception cref="InvalidOperationException">All candles have closed.</exception>
    public void CloseNext()
    {
        if (ClosedCount == _candles.Own.Count)
        {
            throw new InvalidOperationException("The replay has no more candles.");
        }

        ClosedCount++;
    }

    /// <inheritdoc/>
    public Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!CandleResampler.CanResample(_candles.Own.Timeframe, timeframe))
        {
            return Task.FromException<CandleSeries>(new CandleSourceException(CandleSourceError.BadData, $"The replay has candles of {_candles.Own.Timeframe}, from which {timeframe} can't be built.") { IsFinal = true });
        }

        var series = string.Equals(symbol, _candles.Own.Symbol, StringComparison.Ordinal) ? _candles.Own.Prefix(ClosedCount) : _candles.OtherOf(symbol, ClosedCount);
        return series is not null
            ? Task.FromResult(series.Resampled(timeframe).Last(limit))
            : Task.FromException<CandleSeries>(new CandleSourceException(CandleSourceError.BadData, $"The replay has {string.Join(", ", _candles.Others.Select(o => o.Symbol).Prepend(_candles.Own.Symbol))}, not {symbol}.") { IsFinal = true });
    }
}
