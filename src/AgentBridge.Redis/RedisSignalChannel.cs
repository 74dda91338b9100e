using AgentBridge.Schema;
using StackExchange.Redis;

namespace AgentBridge.Redis;

/// <summary>
/// Signals through a Redis list, the latest pushed at its head. A publication is one script in one round trip: it takes
/// <c>{list}:id:&lt;decision_id&gt;</c> (the SHA-256 of the bytes, kept for 7 days), pushes, trims the list and wakes
/// <c>{list}:wake</c>. Idempotency is lost on FLUSHALL or after those 7 days, so consumers keep an eye on ids too.
/// Readers look, they never pop.
/// </summary>
/// <remarks>
/// A call that timed out may still be carried out by a server that was only stalled; publishing the same signal again is then a
/// duplicate. While others push, a fetch that needs more than one page (1,000 messages) may count a skipped message twice.
/// </remarks>
/// <threadsafety>Any number of threads may use one channel.</threadsafety>
public sealed class RedisSignalChannel : ISignalPublisher, ISignalSource, IAsyncDisposable
{
    private const int PageSize = 1000;

    private readonly RedisOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly RedisConnection _connection;

    /// <summary>A channel that connects on first use.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="timeProvider">The clock that ages are measured by. Timeouts run on the machine's own.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public RedisSignalChannel(RedisOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (options.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        _options = options;
        _timeProvider = timeProvider;
        _connection = new RedisConnection(options);
    }

    /// <inheritdoc/>
    public Task<PublishResult> PublishSignalAsync(ApprovedSignal signal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signal);
        var decisionId = signal.Signal.DecisionId.ToString("D");
        var keys = SignalScript.Keys(_options, decisionId);
        var arguments = SignalScript.Arguments(_options, signal, decisionId);
        return _connection.CallAsync(
            async (database, deadline) =>
            {
                var verdict = await database
                    .ScriptEvaluateAsync(SignalScript.Publish, keys, arguments, CommandFlags.NoScriptCache | CommandFlags.DemandMaster)
                    .WaitAsync(deadline).ConfigureAwait(false);
                return (long)verdict switch
                {
                    SignalScript.Published => PublishResult.Published,
                    SignalScript.Duplicate => PublishResult.Duplicate,
                    SignalScript.Conflict => PublishResult.Conflict,
                    _ => PublishResult.Unspecified,
                };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FetchResult> FetchLatestSignalAsync(string symbol, int maxAgeSec = 600, CancellationToken cancellationToken = default)
    {
        var search = new LatestSignal(symbol, _timeProvider.GetUtcNow(), maxAgeSec);
        return _connection.CallAsync(
            async (database, deadline) =>
            {
                for (var start = 0; start < _options.MaxSignals; start += PageSize)
                {
                    var wanted = Math.Min(PageSize, _options.MaxSignals - start);
                    var page = await database.ListRangeAsync(_options.ListName, start, start + wanted - 1)
                        .WaitAsync(deadline).ConfigureAwait(false);
                    foreach (var message in page)
                    {
                        search.Look((byte[]?)message);
                    }

                    if (page.Length < wanted)
                    {
                        break;
                    }
                }

                return search.Result;
            },
            cancellationToken);
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
