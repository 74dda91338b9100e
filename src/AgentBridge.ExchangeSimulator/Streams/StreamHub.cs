using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The open WebSocket connections.</summary>
internal sealed class StreamHub(SimulatedExchange exchange)
{
    private const string Raw = "/ws";
    private const string Combined = "/stream";

    private readonly ConcurrentDictionary<StreamConnection, bool> _open = new();

    public int Count => _open.Count;

    public static bool IsStreamPath(string path) =>
        path is Raw or Combined || path.StartsWith(Raw + "/", StringComparison.Ordinal) || path.StartsWith(Combined + "/", StringComparison.Ordinal);

    /// <summary>Serves a connection until it ends.</summary>
    /// <param name="socket">The accepted socket; disposed here.</param>
    /// <param name="path"><c>/ws/STREAM/…</c>, <c>/ws</c> or <c>/stream</c>.</param>
    /// <param name="streams">The query parameter <c>streams</c>: names with slashes between them.</param>
    /// <param name="cancellationToken">The simulator stops.</param>
    public async Task ServeAsync(WebSocket socket, string path, string? streams, CancellationToken cancellationToken)
    {
        var combined = path.StartsWith(Combined, StringComparison.Ordinal);
        var names = combined ? streams ?? string.Empty : path[Raw.Length..];
        using var connection = new StreamConnection(socket, exchange, names.Split('/', StringSplitOptions.RemoveEmptyEntries), combined);
        _open[connection] = true;
        try
        {
            await connection.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // The connection was cut or closed without a close frame.
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    public int Cut()
    {
        var cut = 0;
        foreach (var connection in _open.Keys)
        {
            connection.Abort();
            cut++;
        }

        return cut;
    }
}
