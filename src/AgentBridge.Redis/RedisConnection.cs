using AgentBridge.Schema;
using StackExchange.Redis;

namespace AgentBridge.Redis;

/// <summary>
/// One connection, opened on first use. A call has one deadline for everything it does; when it fails for the connection's
/// sake, the connection is dropped and the next call opens a new one, so a server that came back is used at once and nothing
/// is retried behind the caller's back. (The library's own calls never time out on a stalled server.)
/// </summary>
internal sealed class RedisConnection(RedisOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private ConnectionMultiplexer? _current;
    private volatile bool _disposed;

    /// <summary>Runs one call. The token that it gets ends at the deadline: every await inside waits with it.</summary>
    /// <exception cref="TransportException">The server or the way to it failed.</exception>
    public async Task<T> CallAsync<T>(Func<IDatabase, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Timeout);
        ConnectionMultiplexer? used = null;
        try
        {
            used = await OpenAsync(deadline.Token).ConfigureAwait(false);
            return await call(used.GetDatabase(options.Database), deadline.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (RedisFailure.IsKnown(failure) && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            if (RedisFailure.EndsConnection(failure))
            {
                Drop(used);
            }

            throw RedisFailure.Translate(failure, options);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (Interlocked.Exchange(ref _current, null) is { } last)
        {
            await CloseAsync(last).ConfigureAwait(false);
        }
    }

    private async Task<ConnectionMultiplexer> OpenAsync(CancellationToken deadline)
    {
        if (Volatile.Read(ref _current) is { IsConnected: true } ready)
        {
            return ready;
        }

        await _opening.WaitAsync(deadline).ConfigureAwait(false);
        try
        {
            var current = Volatile.Read(ref _current);
            if (current is { IsConnected: true })
            {
                return current;
            }

            Drop(current);
            var opened = await ConnectAsync(deadline).ConfigureAwait(false);
            Volatile.Write(ref _current, opened);
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

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken deadline)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(Configuration());
        ConnectionMultiplexer connected;
        try
        {
            connected = await connecting.WaitAsync(deadline).ConfigureAwait(false);
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

        try
        {
            if (options.Database > 0)
            {
                _ = await connected.GetDatabase(options.Database)
                    .ScriptEvaluateAsync(SignalScript.CheckDatabase, [], [options.Database], CommandFlags.NoScriptCache)
                    .WaitAsync(deadline).ConfigureAwait(false);
            }

            return connected;
        }
        catch
        {
            _ = CloseAsync(connected);
            throw;
        }
    }

    private ConfigurationOptions Configuration()
    {
        var milliseconds = (int)options.Timeout.TotalMilliseconds;
        return new ConfigurationOptions
        {
            EndPoints = { { options.Host, options.Port } },
            Password = string.IsNullOrEmpty(options.Password) ? null : options.Password,
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = milliseconds,
            SyncTimeout = milliseconds,
            ClientName = "agentbridge",
            TieBreaker = string.Empty,
            ConfigurationChannel = string.Empty,

            // No second connection for subscriptions, and nothing that a managed server forbids.
            CommandMap = CommandMap.Create(new HashSet<string>(StringComparer.Ordinal) { "SUBSCRIBE", "UNSUBSCRIBE", "CLUSTER", "CONFIG" }, available: false),
        };
    }

    private void Drop(ConnectionMultiplexer? used)
    {
        if (used is not null && Interlocked.CompareExchange(ref _current, null, used) == used)
        {
            _ = CloseAsync(used);
        }
    }

    /// <summary>Closes without waiting for answers, on another thread: the library may block for as long as a stalled server does.</summary>
    private static Task CloseAsync(ConnectionMultiplexer connection) => Task.Run(() => connection.Close(allowCommandsToComplete: false));
}
