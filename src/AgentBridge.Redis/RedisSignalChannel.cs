using System.Diagnostics.Metrics;
using AgentBridge.Schema;
using AgentBridge.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace AgentBridge.Redis;

/// <summary>
/// Signals through a Redis list, the latest pushed at its head. A publication is one script in one round trip: it sets
/// <c>{list}:id:&lt;decision_id&gt;</c> (the SHA-256 of the bytes, kept for 7 days), pushes, trims the list and wakes
/// <c>{list}:wake</c>. Idempotency is lost on FLUSHALL or after those 7 days, so consumers must remember ids too.
/// Readers never pop.
/// </summary>
/// <remarks>
/// A call that timed out may still be carried out by a server that was only stalled; publishing the same signal again is then a
/// duplicate. A fetch reads the list page by page, each page with its own deadline; while others push, a message on the edge of
/// two pages may be counted twice. In a cluster the channel talks to the server that holds the list; a Sentinel is refused.
/// </remarks>
/// <threadsafety>Any number of threads may use one channel.</threadsafety>
public sealed class RedisSignalChannel : ISignalPublisher, ISignalSource, IAsyncDisposable
{
    private const int PageSize = 1000;

    /// <summary>How much of the list one page may process in the server: messages of other programs may have any size.</summary>
    private const int PageBytes = 16 * 1024 * 1024;

    private readonly RedisOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly RedisConnection _connection;

    /// <summary>Creates a channel that connects on first use.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="timeProvider">The clock that ages are measured by. Timeouts run on the machine's own.</param>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public RedisSignalChannel(RedisOptions options, TimeProvider timeProvider)
        : this(options, timeProvider, NullLogger.Instance, meters: null)
    {
    }

    /// <summary>Creates a channel that connects on first use, and logs and measures what it does.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="timeProvider">The clock that ages are measured by. Timeouts run on the machine's own.</param>
    /// <param name="logger">Receives its events; the package's README lists them.</param>
    /// <param name="meters">Creates its meter (<see cref="RedisTelemetry.MeterName"/>); <see langword="null"/> for the meter of the process.</param>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public RedisSignalChannel(RedisOptions options, TimeProvider timeProvider, ILogger logger, IMeterFactory? meters)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _options = RedisOptions.Model.Check(options);
        _timeProvider = timeProvider;
        _connection = new RedisConnection(options, new RedisWitness(SafeLogger.Of(logger), meters));
    }

    /// <inheritdoc/>
    public Task<PublishResult> PublishSignalAsync(ApprovedSignal signal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signal);
        var decisionId = signal.Signal.DecisionId.ToString("D");
        var keys = SignalScript.Keys(_options, decisionId);
        var arguments = SignalScript.Arguments(_options, signal, decisionId);
        return _connection.RunAsync(
            SignalScript.Publish,
            keys,
            arguments,
            static verdict => Whole(verdict) switch
            {
                SignalScript.Published => PublishResult.Published,
                SignalScript.Duplicate => PublishResult.Duplicate,
                SignalScript.Conflict => PublishResult.Conflict,
                _ => PublishResult.Unspecified,
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<FetchResult> FetchLatestSignalAsync(string symbol, int maxAgeSec = 600, CancellationToken cancellationToken = default)
    {
        var search = new LatestSignal(symbol, _timeProvider.GetUtcNow(), maxAgeSec);
        for (long start = 0; start >= 0 && start < _options.MaxSignals;)
        {
            start = await ReadPageAsync(search, start, cancellationToken).ConfigureAwait(false);
        }

        return search.Result;
    }

    /// <summary>Tests whether a publication would be accepted now; changes nothing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TransportException">It can't be used; the message says why.</exception>
    public Task CheckAsync(CancellationToken cancellationToken = default) =>
        _connection.RunAsync(SignalScript.Check, [_options.ListName], [], Whole, cancellationToken);

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Reads one page; returns where the next one starts, -1 at the end.</summary>
    private Task<long> ReadPageAsync(LatestSignal search, long start, CancellationToken cancellationToken)
    {
        var last = Math.Min(start + PageSize, _options.MaxSignals) - 1;
        return _connection.RunAsync(
            SignalScript.Read,
            [_options.ListName],
            [start, last, SignalJson.MaxMessageBytes, PageBytes],
            page =>
            {
                if (page.Resp2Type != ResultType.Array || (RedisResult[]?)page is not [var next, var large, { Resp2Type: ResultType.Array } messages])
                {
                    throw new NotRedisException();
                }

                search.PassOverTooLarge((int)Whole(large));
                foreach (var message in (byte[]?[]?)messages ?? [])
                {
                    search.Look(message);
                }

                return Whole(next);
            },
            cancellationToken);
    }

    private static long Whole(RedisResult result) => result.Resp2Type == ResultType.Integer ? (long)result : throw new NotRedisException();
}
