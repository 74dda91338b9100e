using System.Net.WebSockets;

namespace AgentBridge.Exchanges;

/// <summary>One connection to a kline stream, and the messages that come over it.</summary>
internal sealed class KlineStream : IDisposable
{
    private const int LongestMessage = 64 * 1024;

    // A connection that died without a word is found out within twice this.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[LongestMessage];
    private Task<ReadOnlyMemory<byte>>? _next;

    public KlineStream()
    {
        _socket.Options.KeepAliveInterval = KeepAlive;
        _socket.Options.KeepAliveTimeout = KeepAlive;
    }

    public Task ConnectAsync(Uri address, HttpMessageInvoker http, CancellationToken cancellationToken) => _socket.ConnectAsync(address, http, cancellationToken);

    /// <summary>
    /// The next message, of which there is one task until it is taken: a receive that is cancelled ends the connection, so a caller that waits only for a
    /// while leaves the task for later. Ends with <see cref="WebSocketException"/> where the connection does.
    /// </summary>
    public Task<ReadOnlyMemory<byte>> NextAsync() => _next ??= ReceiveAsync();

    /// <summary>Takes the message that <see cref="NextAsync"/> has brought.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var message = _next!.GetAwaiter().GetResult();
        _next = null;
        return message;
    }

    public void Dispose()
    {
        _socket.Dispose();

        // What it ends with is of no interest any more.
        _ = _next?.ContinueWith(static receive => _ = receive.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task<ReadOnlyMemory<byte>> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
            length += received.Count;
            if (received.MessageType == WebSocketMessageType.Close)
            {
                throw new WebSocketException("the exchange has closed the stream");
            }

            if (received.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }

            if (length == _buffer.Length)
            {
                throw new WebSocketException("a message of the stream is longer than any kline");
            }
        }
    }
}
