using System.Collections.Concurrent;
using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>
/// The newest candles of many pairs, kept between requests: the source is asked only for the candles that have closed since, and once however many
/// strategies want them. The answer is the same as the source's own. A window is requested whole again where it does not continue the kept one, and
/// once in an hour or two in any case, because an exchange may correct its history.
/// </summary>
/// <threadsafety>Any number of threads.</threadsafety>
public sealed class CandleWindows : ICandleSource
{
    // Requested beyond the missing candles: they must equal the kept ones.
    private const int Overlap = 3;

    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Symbol, Timeframe Timeframe), Window> _windows = new();
    private readonly ICandleSource _source;
    private readonly TimeProvider _clock;

    /// <summary>Wraps a source.</summary>
    /// <param name="source">The exchange.</param>
    /// <param name="clock">The wall clock, by which candles close.</param>
    public CandleWindows(ICandleSource source, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(clock);
        (_source, _clock) = (source, clock);
    }

    /// <inheritdoc/>
    public async Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var window = _windows.GetOrAdd((symbol, timeframe), static _ => new Window());
        await window.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var isUsable = window.IsUsable(limit, _clock);
            window.Limit = Math.Max(window.Limit, limit);
            var candles = isUsable ? await ContinueAsync(window.Candles!, window.Limit, cancellationToken).ConfigureAwait(false) : null;
            if (candles is null)
            {
                candles = await _source.GetCandlesAsync(symbol, timeframe, window.Limit, cancellationToken).ConfigureAwait(false);
                window.WholeAt(_clock, KeptFor + Spread(symbol));
            }

            window.Candles = candles;
            return candles.Last(limit);
        }
        finally
        {
            _ = window.Turn.Release();
        }
    }

    /// <summary>The kept candles with those that have closed since; <see langword="null"/> if they do not belong together.</summary>
    private async Task<CandleSeries?> ContinueAsync(CandleSeries kept, int limit, CancellationToken cancellationToken)
    {
        var sinceLast = _clock.GetUtcNow().ToUnixTimeMilliseconds() - kept.CloseTimeMs(kept.Count - 1);
        if (sinceLast >= 0 && sinceLast < kept.Timeframe.Milliseconds)
        {
            return kept;
        }

        var missing = (sinceLast / kept.Timeframe.Milliseconds) + Overlap;
        if (sinceLast < 0 || missing > kept.Count || missing > limit / 2)
        {
            return null;
        }

        var fresh = await _source.GetCandlesAsync(kept.Symbol, kept.Timeframe, (int)missing, cancellationToken).ConfigureAwait(false);
        return Join(kept, fresh, limit);
    }

    private static CandleSeries? Join(CandleSeries kept, CandleSeries fresh, int limit)
    {
        var first = fresh.Count == 0 || fresh.Timeframe != kept.Timeframe || !string.Equals(fresh.Symbol, kept.Symbol, StringComparison.Ordinal) ? -1 : kept.OpenTimes.BinarySearch(fresh.OpenTimes[0]);
        var shared = kept.Count - first;
        if (first < 0 || shared > fresh.Count || !Enumerable.Range(0, shared).All(i => kept[first + i] == fresh[i]))
        {
            return null;
        }

        var columns = new CandleColumnsBuilder(limit);
        for (var i = Math.Max(0, kept.Count + fresh.Count - shared - limit); i < kept.Count; i++)
        {
            columns.Add(kept[i]);
        }

        for (var i = shared; i < fresh.Count; i++)
        {
            columns.Add(fresh[i]);
        }

        return CandleSeries.FromColumns(kept.Symbol, kept.Timeframe, columns.Build()).WithMarketStep(fresh.MarketStep);
    }

    /// <summary>Up to an hour, different for each pair, so that the whole windows of many pairs are not requested together.</summary>
    private static TimeSpan Spread(string symbol) => TimeSpan.FromSeconds(symbol.Aggregate(0L, (sum, letter) => ((sum * 31) + letter) % 3_600));

    private sealed class Window : IDisposable
    {
        private long _wholeAt;
        private TimeSpan _keptFor;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public CandleSeries? Candles { get; set; }

        public int Limit { get; set; }

        /// <summary>Whether it can be continued: it was requested at least as long, and not too long ago.</summary>
        public bool IsUsable(int limit, TimeProvider clock) => Candles is { Count: > 0 } && limit <= Limit && clock.GetElapsedTime(_wholeAt) < _keptFor;

        public void Dispose() => Turn.Dispose();

        public void WholeAt(TimeProvider clock, TimeSpan keptFor) => (_wholeAt, _keptFor) = (clock.GetTimestamp(), keptFor);
    }
}
