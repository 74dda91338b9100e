using System.Net.WebSockets;
using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>One WebSocket: answers commands and pushes the messages of its streams.</summary>
internal sealed class StreamConnection : IDisposable
{
    private const int MostStreams = 1024;
    private const int LongestMessage = 64 * 1024;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly WebSocket _socket;
    private readonly SimulatedExchange _exchange;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MarketStream> _streams = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private bool _combined;

    public StreamConnection(WebSocket socket, SimulatedExchange exchange, IEnumerable<string> streams, bool combined)
    {
        _socket = socket;
        _exchange = exchange;
        _combined = combined;
        Subscribe(streams);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pushing = PushAsync(stop.Token);
        try
        {
            await ListenAsync(stop.Token).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pushing.ConfigureAwait(false);
        }
    }

    public void Abort() => _socket.Abort();

    public void Dispose()
    {
        _sending.Dispose();
        _socket.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestMessage];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                if (length == buffer.Length)
                {
                    await _socket.CloseAsync(WebSocketCloseStatus.MessageTooBig, "Payload too long", cancellationToken).ConfigureAwait(false);
                    return;
                }

                received = await _socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                length += received.Count;
            }
            while (!received.EndOfMessage);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken).ConfigureAwait(false);
                return;
            }

            var command = StreamCommand.Parse(buffer.AsMemory(0, length));
            await SendAsync(writer => Answer(writer, command), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PushAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookEvery, _exchange.TimeProvider);
        try
        {
            do
            {
                foreach (var message in TakeDue())
                {
                    await SendAsync(message, cancellationToken).ConfigureAwait(false);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The client is gone or the simulator stops; the receive loop ends on its own.
        }
    }

    private List<ReadOnlyMemory<byte>> TakeDue() => _exchange.Read(now =>
    {
        lock (_gate)
        {
            return _streams.Values.SelectMany(stream => stream.Due(now).Select(write => JsonBytes.Write(writer => WriteEvent(writer, stream.Name, write)))).ToList();
        }
    });

    private void WriteEvent(Utf8JsonWriter writer, string stream, Action<Utf8JsonWriter> write)
    {
        if (!_combined)
        {
            write(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("stream", stream);
        writer.WritePropertyName("data");
        write(writer);
        writer.WriteEndObject();
    }

    private void Answer(Utf8JsonWriter writer, StreamCommand command)
    {
        var (code, error) = (command.ErrorCode, command.Error);
        lock (_gate)
        {
            writer.WriteStartObject();
            if (error is null)
            {
                (code, error) = Obey(writer, command);
            }

            if (error is not null)
            {
                writer.WriteNumber("code", code);
                writer.WriteString("msg", error);
            }

            command.WriteId(writer);
            writer.WriteEndObject();
        }
    }

    /// <summary>Executes a command and writes its result or its error.</summary>
    private (int Code, string? Error) Obey(Utf8JsonWriter writer, StreamCommand command)
    {
        switch (command.Method)
        {
            case "LIST_SUBSCRIPTIONS":
                writer.WriteStartArray("result");
                foreach (var name in _streams.Keys)
                {
                    writer.WriteStringValue(name);
                }

                writer.WriteEndArray();
                return default;
            case "SET_PROPERTY" or "GET_PROPERTY":
                return Property(writer, command);
            case var _ when command.Parameters.Any(p => p.ValueKind != JsonValueKind.String):
                return (2, "Invalid request: stream name must be a string");
            case "SUBSCRIBE" when _streams.Count + command.Parameters.Count > MostStreams:
                return (2, "Invalid request: too many subscriptions");
            case "SUBSCRIBE":
                Subscribe(command.Parameters.Select(p => p.GetString()!));
                break;
            default:
                foreach (var stream in command.Parameters)
                {
                    _streams.Remove(stream.GetString()!);
                }

                break;
        }

        writer.WriteNull("result");
        return default;
    }

    private (int Code, string? Error) Property(Utf8JsonWriter writer, StreamCommand command)
    {
        var wanted = command.Method is "SET_PROPERTY" ? 2 : 1;
        if (command.Parameters.Count > wanted)
        {
            return (2, "Invalid request: too many parameters");
        }

        if (command.Parameters is not [{ ValueKind: JsonValueKind.String } name, ..])
        {
            return (2, "Invalid request: property name must be a string");
        }

        if (!name.ValueEquals("combined"u8))
        {
            return (0, "Unknown property");
        }

        if (wanted == 1)
        {
            writer.WriteBoolean("result", _combined);
            return default;
        }

        if (command.Parameters is not [_, { ValueKind: JsonValueKind.True or JsonValueKind.False } value])
        {
            return (1, "Invalid value type: expected Boolean");
        }

        _combined = value.GetBoolean();
        writer.WriteNull("result");
        return default;
    }

    private void Subscribe(IEnumerable<string> names)
    {
        foreach (var name in names.Take(MostStreams))
        {
            _streams.TryAdd(name, new MarketStream(name, _exchange));
        }
    }

    private Task SendAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken) => SendAsync(JsonBytes.Write(write), cancellationToken);

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }
}
