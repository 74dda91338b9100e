using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using AgentBridge.Market;
using AgentBridge.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.Exchanges;

/// <summary>
/// Candles of a Binance-compatible exchange as its kline stream closes them. Candles missing from the stream (before it is connected, after a break, a
/// candle that is late by five seconds, or impossible) are fetched from the source; so the candles are those of the source,
/// only sooner.
/// </summary>
/// <threadsafety>Any number of threads; each enumeration has its own connection.</threadsafety>
public sealed class BinanceCandleFeed : ICandleFeed
{
    // The maximum wait for a late stream.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(15);

    private readonly HttpMessageInvoker _http;
    private readonly ICandleSource _source;
    private readonly TimeProvider _clock;

    /// <summary>Creates a feed of an exchange.</summary>
    /// <param name="http">Opens the connections; not disposed here (<see cref="ExchangeHttp.CreateClient()"/>).</param>
    /// <param name="source">The same exchange's candles.</param>
    /// <param name="clock">The wall clock, against which freshness is measured.</param>
    public BinanceCandleFeed(HttpMessageInvoker http, ICandleSource source, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(clock);
        (_http, _source, _clock) = (http, source, clock);
    }

    /// <summary>Where the streams are; one is at <c>{StreamUrl}/ws/btcusdt@kline_5m</c>.</summary>
    /// <value>A ws or wss address; wss://stream.binance.com:9443 by default.</value>
    public Uri StreamUrl { get; init; } = new("wss://stream.binance.com:9443");

    /// <summary>Receives each failure that is retried, in one line.</summary>
    /// <value><see langword="null"/> by default.</value>
    public Action<string>? Failed { get; init; }

    /// <summary>Receives the events of the streams; the package's README lists them.</summary>
    /// <value>Nobody by default.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Creates the meter that breaks are counted with (<see cref="ExchangesTelemetry.MeterName"/>).</summary>
    /// <value><see langword="null"/> by default: the meter of the process.</value>
    public IMeterFactory? Meters { get; init; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Candle> FollowAsync(
        string symbol, Timeframe timeframe, long? afterOpenMs = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var name = BinanceNames.Symbol(symbol);
        var interval = BinanceNames.Interval(timeframe);
        var session = new Session(
            this, new CandleFollower(_source, symbol, timeframe, afterOpenMs, _clock), timeframe, name, interval,
            new Uri($"{StreamUrl.AbsoluteUri.TrimEnd('/')}/ws/{name.ToLowerInvariant()}@kline_{interval}"));
        try
        {
            while (true)
            {
                foreach (var candle in await session.NextAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return candle;
                }
            }
        }
        finally
        {
            session.Dispose();
        }
    }

    /// <summary>One enumeration: its connection and its progress.</summary>
    private sealed class Session(BinanceCandleFeed feed, CandleFollower follower, Timeframe timeframe, string name, string interval, Uri address) : IDisposable
    {
        private readonly ExchangeWitness _witness = new(SafeLogger.Of(feed.Logger), feed.Meters);
        private KlineStream? _stream;
        private bool _mustFetch = true;
        private (long Since, TimeSpan Length) _pause;

        /// <summary>The next candles; never none.</summary>
        public async Task<IReadOnlyList<Candle>> NextAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    // Connect first: a candle that closes between fetch and connection would be missed.
                    await ConnectAsync(cancellationToken).ConfigureAwait(false);
                    if (_mustFetch && PauseLeft <= TimeSpan.Zero)
                    {
                        _mustFetch = false;
                        if (await follower.FetchAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } fetched)
                        {
                            return fetched;
                        }
                    }

                    if (await PushedAsync(cancellationToken).ConfigureAwait(false) is { } candle)
                    {
                        return [candle];
                    }
                }
                catch (CandleSourceException failure) when (!failure.IsFinal)
                {
                    // The stream continues meanwhile: its next candle needs no fetch.
                    Pause(failure);
                }
                catch (Exception failure) when (failure is WebSocketException or HttpRequestException or IOException)
                {
                    // Without the stream the source is polled instead.
                    Dispose();
                    var reason = VisibleText.Shortened(failure.Message, 200);
                    _witness.StreamBroke(address, reason);
                    feed.Failed?.Invoke($"{address}: {reason}");
                    if (await FetchInsteadAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } fetched)
                    {
                        return fetched;
                    }
                }
            }
        }

        public void Dispose()
        {
            _stream?.Dispose();
            _stream = null;
        }

        private async Task ConnectAsync(CancellationToken cancellationToken)
        {
            if (_stream is not null)
            {
                return;
            }

            using var deadline = new CancellationTokenSource(ConnectTimeout, feed._clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            _stream = new KlineStream();
            _mustFetch = true;
            try
            {
                await _stream.ConnectAsync(address, feed._http, either.Token).ConfigureAwait(false);
                _witness.StreamConnected(address);
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                throw new WebSocketException($"no connection within {ConnectTimeout.TotalSeconds:0} s", late);
            }
        }

        /// <summary>The candle that the stream closes next; <see langword="null"/> when the source must be polled instead.</summary>
        private async Task<Candle?> PushedAsync(CancellationToken cancellationToken)
        {
            var next = _stream!.NextAsync();
            if (!next.IsCompleted)
            {
                var wait = follower.UntilClose + Grace is var left && left > TimeSpan.Zero ? left : Grace;
                wait = _mustFetch && PauseLeft < wait ? PauseLeft : wait;
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var timeout = Task.Delay(wait < LongestSleep ? wait : LongestSleep, feed._clock, waiting.Token);
                _ = await Task.WhenAny(next, timeout).ConfigureAwait(false);
                await waiting.CancelAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (!next.IsCompleted)
                {
                    _mustFetch |= follower.UntilClose + Grace <= TimeSpan.Zero;
                    return null;
                }
            }

            if (!KlineEvent.TryRead(_stream.Take(), out var kline) || !kline.IsClosed || !IsOurs(kline) || follower.IsKnown(kline.Candle))
            {
                return null;
            }

            if (follower.TryTake(kline.Candle))
            {
                return kline.Candle;
            }

            // A candle is missing before it, or it is impossible.
            _mustFetch = true;
            return null;
        }

        private bool IsOurs(in KlineEvent kline) =>
            string.Equals(kline.Symbol, name, StringComparison.Ordinal) && string.Equals(kline.Interval, interval, StringComparison.Ordinal)
            && kline.CloseTimeMs == kline.Candle.OpenTimeMs + timeframe.Milliseconds - 1;

        private async Task<IReadOnlyList<Candle>> FetchInsteadAsync(CancellationToken cancellationToken)
        {
            try
            {
                if (PauseLeft <= TimeSpan.Zero && await follower.FetchAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } fetched)
                {
                    return fetched;
                }
            }
            catch (CandleSourceException failure) when (!failure.IsFinal)
            {
                Pause(failure);
            }

            await Task.Delay(AfterFailure, feed._clock, cancellationToken).ConfigureAwait(false);
            return [];
        }

        /// <summary>How long the source must not be called.</summary>
        private TimeSpan PauseLeft => _pause.Length - feed._clock.GetElapsedTime(_pause.Since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

        private void Pause(CandleSourceException failure)
        {
            _mustFetch = true;
            _pause = (feed._clock.GetTimestamp(), failure.RetryAfter is { } asked && asked > AfterFailure ? asked : AfterFailure);
            feed.Failed?.Invoke(failure.Message);
        }
    }
}
