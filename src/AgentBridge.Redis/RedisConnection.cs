using System.Diagnostics;
using System.Net;
using AgentBridge.Schema;
using StackExchange.Redis;

namespace AgentBridge.Redis;

/// <summary>
/// One connection, opened on first use, to the server that holds the list. A call has one deadline for everything it does; if it
/// fails because of the connection, the connection is dropped and the next call opens a new one, so a server that is back is used
/// at once and nothing is retried without the caller's knowledge. Only if a cluster reports that the list has moved, which has no effect
/// else, the call goes there. (The library checks its own timeouts only once a second.)
/// </summary>
internal sealed class RedisConnection(RedisOptions options, RedisWitness witness) : IAsyncDisposable
{
    private const int MostMoves = 5;

    /// <summary>How much later than the call's timeout the library's own one is, in ms, so that the call's is the one reported.</summary>
    private const int Grace = 500;

    /// <summary>Calls that start within this fraction of the timeout share a deadline: with hundreds in flight, a timer for each costs more than it is worth.</summary>
    private const int DeadlinesPerTimeout = 64;

    private readonly SemaphoreSlim _opening = new(1, 1);
    private Open? _current;
    private Deadline? _deadline;
    private volatile bool _disposed;

    /// <summary>Runs one script and converts its answer.</summary>
    /// <exception cref="TransportException">The server or the connection to it failed.</exception>
    public async Task<T> RunAsync<T>(SignalScript script, RedisKey[] keys, RedisValue[] arguments, Func<RedisResult, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        using var linked = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, SharedDeadline()) : null;
        var deadline = linked?.Token ?? SharedDeadline();
        using var activity = RedisMetrics.Start(script, options);
        var started = Stopwatch.GetTimestamp();
        var asText = false;
        for (var move = 0; ;)
        {
            Open? used = null;
            try
            {
                used = Volatile.Read(ref _current) is { Connection.IsConnected: true } ready ? ready : await OpenAsync(deadline).ConfigureAwait(false);
                var answer = read(await script.SendAsync(used.Database, keys, arguments, asText).WaitAsync(deadline).ConfigureAwait(false));
                witness.Succeeded(script, started, used.Server);
                return answer;
            }
            catch (RedisServerException refused) when (!asText && SignalScript.WantsText(refused))
            {
                asText = true;
            }
            catch (TransportException failed)
            {
                // The handshake has described its failure itself.
                Report(activity, script, started, failed.InnerException ?? failed, failed);
                throw;
            }
            catch (Exception failure) when (RedisFailure.IsKnown(failure) && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                var isMoved = RedisFailure.IsMoved(failure);
                if (isMoved || RedisFailure.EndsConnection(failure))
                {
                    Drop(used);
                }

                if (!isMoved || move++ == MostMoves)
                {
                    var failed = RedisFailure.Translate(failure, used?.Server ?? options);
                    Report(activity, script, started, failure, failed);
                    throw failed;
                }

                witness.Moved(used?.Server ?? options);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (Interlocked.Exchange(ref _current, null) is { } last)
        {
            await CloseAsync(last.Connection).ConfigureAwait(false);
        }
    }

    private void Report(Activity? activity, SignalScript script, long started, Exception cause, TransportException failed)
    {
        _ = activity?.SetTag(RedisTelemetry.ErrorType, RedisFailure.TypeOf(cause)).SetStatus(ActivityStatusCode.Error);
        witness.Failed(script, started, cause, failed);
    }

    /// <summary>The deadline of a call that starts now, within the shared fraction.</summary>
    private CancellationToken SharedDeadline()
    {
        if (Volatile.Read(ref _deadline) is { } shared && Stopwatch.GetElapsedTime(shared.Began) < options.Timeout / DeadlinesPerTimeout)
        {
            return shared.Source.Token;
        }

        var next = new Deadline(new CancellationTokenSource(options.Timeout), Stopwatch.GetTimestamp());
        Volatile.Write(ref _deadline, next);
        return next.Source.Token;
    }

    private async Task<Open> OpenAsync(CancellationToken deadline)
    {
        await _opening.WaitAsync(deadline).ConfigureAwait(false);
        try
        {
            var current = Volatile.Read(ref _current);
            if (current is { Connection.IsConnected: true })
            {
                return current;
            }

            Drop(current);
            var server = await RedisHandshake.FindAsync(options, deadline).ConfigureAwait(false);
            var connection = await ConnectAsync(server, deadline).ConfigureAwait(false);
            var opened = new Open(connection, connection.GetDatabase(options.Database), server);
            Volatile.Write(ref _current, opened);
            witness.Connected(server);
            if (_disposed)
            {
                Drop(opened);
            }

            return opened;
        }
        finally
        {
            _ = _opening.Release();
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisOptions server, CancellationToken deadline)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(Configuration(server));
        try
        {
            return await connecting.WaitAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = connecting.ContinueWith(
                static late => late.IsCompletedSuccessfully ? CloseAsync(late.Result) : Task.FromResult(late.Exception),
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>An IPv4-mapped IPv6 address is reached over IPv4; the client's own sockets can't reach it over IPv6.</summary>
    private static string Reachable(string host) =>
        IPAddress.TryParse(host, out var address) && address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : host;

    private static ConfigurationOptions Configuration(RedisOptions server)
    {
        var milliseconds = (int)server.Timeout.TotalMilliseconds;
        return new ConfigurationOptions
        {
            EndPoints = { { Reachable(server.Host), server.Port } },
            Password = string.IsNullOrEmpty(server.Password) ? null : server.Password,
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = milliseconds + Grace,
            SyncTimeout = milliseconds,
            AsyncTimeout = milliseconds,

            // Fail at once if nothing can be sent: a queued write would be executed long after the caller has given up.
            BacklogPolicy = BacklogPolicy.FailFast,
            ClientName = "agentbridge",
            TieBreaker = string.Empty,
            ConfigurationChannel = string.Empty,

            // Only the commands in use: no second connection for subscriptions, nothing that managed servers forbid, no key that
            // the library writes as a test, and nothing with which it would choose among servers: a server reports what it refuses.
            Protocol = RedisProtocol.Resp2,
            CommandMap = CommandMap.Create(new HashSet<string>(StringComparer.Ordinal) { "AUTH", "CLIENT", "ECHO", "EVAL", "EVALSHA", "PING", "QUIT", "SELECT" }, available: true),
        };
    }

    private void Drop(Open? used)
    {
        if (used is not null && Interlocked.CompareExchange(ref _current, null, used) == used)
        {
            _ = CloseAsync(used.Connection);
        }
    }

    /// <summary>Closes without waiting for answers, on another thread: the library may block for as long as a stalled server does.</summary>
    private static Task CloseAsync(ConnectionMultiplexer connection) => Task.Run(() => connection.Close(allowCommandsToComplete: false));

    private sealed record Open(ConnectionMultiplexer Connection, IDatabase Database, RedisOptions Server);

    private sealed record Deadline(CancellationTokenSource Source, long Began);
}
