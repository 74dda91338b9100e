using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>Recorded candles as a market that has not seen its future yet: only the candles up to a cursor exist.</summary>
public sealed class ReplayCandleSource : ICandleSource
{
    private readonly CandleSeries _candles;

    /// <summary>A replay.</summary>
    /// <param name="candles">The recorded candles.</param>
    /// <param name="closedCount">How many of them have closed, from 0 to all.</param>
    public ReplayCandleSource(CandleSeries candles, int closedCount)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentOutOfRangeException.ThrowIfNegative(closedCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(closedCount, candles.Count);
        _candles = candles;
        ClosedCount = closedCount;
    }

    /// <summary>How many candles have closed.</summary>
    public int ClosedCount { get; private set; }

    /// <summary>Closes the next candle.</summary>
    /// <exception cref="InvalidOperationException">All candles have closed.</exception>
    public void CloseNext()
    {
        if (ClosedCount == _candles.Count)
        {
            throw new InvalidOperationException("The replay has no more candles.");
        }

        ClosedCount++;
    }

    /// <inheritdoc/>
    public Task<CandleSeries> GetCandlesAsync(string symbol, int limit = 200, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return string.Equals(symbol, _candles.Symbol, StringComparison.Ordinal)
            ? Task.FromResult(_candles.Prefix(ClosedCount).Last(limit))
            : Task.FromException<CandleSeries>(new CandleSourceException(CandleSourceError.BadData, $"The replay holds {_candles.Symbol}, not {symbol}."));
    }
}
