using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>The WebSocket streams.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class StreamTests
{
    private sealed class Socket : IAsyncDisposable
    {
        private readonly ClientWebSocket _client = new();
        private readonly byte[] _buffer = new byte[64 * 1024];
        private Task<WebSocketReceiveResult>? _receiving;

        public required Exchange Exchange { get; init; }

        public static async Task<Socket> OpenAsync(Exchange exchange, string path)
        {
            var socket = new Socket { Exchange = exchange };
            await socket._client.ConnectAsync(new Uri($"ws://127.0.0.1:{exchange.Host.Port}{path}"), CancellationToken.None);
            return socket;
        }

        public Task SendAsync(string text) => _client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

        /// <summary>The next message; the clock advances in steps of a tenth of a second until it arrives.</summary>
        public async Task<JsonElement> NextAsync(int mostTenths = 600)
        {
            _receiving ??= _client.ReceiveAsync(_buffer, CancellationToken.None);
            for (var i = 0; !_receiving.IsCompleted; i++)
            {
                i.Should().BeLessThan(mostTenths, "a message was expected");
                await Task.WhenAny(_receiving, Task.Delay(10));
                if (!_receiving.IsCompleted)
                {
                    Exchange.Advance(0.1);
                }
            }

            var received = await _receiving;
            _receiving = null;
            return JsonDocument.Parse(_buffer.AsMemory(0, received.Count)).RootElement.Clone();
        }

        public async Task<JsonElement> AskAsync(string text)
        {
            await SendAsync(text);
            JsonElement answer;
            do
            {
                answer = await NextAsync();
            }
            while (!answer.TryGetProperty("id", out _) && !answer.TryGetProperty("code", out _));
            return answer;
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            try
            {
                await (_receiving ?? Task.FromResult<WebSocketReceiveResult>(null!));
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // Closed during the read.
            }
        }
    }

    [Fact]
    public async Task BookTicker_PriceMoves_SendsEachNewBest()
    {
        var candles = Exchange.Walk(30);
        await using var exchange = await Exchange.StartAsync(candles, 19);
        await using var socket = await Socket.OpenAsync(exchange, "/ws/btcusdt@bookTicker");

        var first = await socket.NextAsync();
        exchange.Host.Control.SetPrice("BTCUSDT", 50);
        var second = await socket.NextAsync();

        first.EnumerateObject().Select(p => p.Name).Should().Equal("u", "s", "b", "B", "a", "A");
        first.GetProperty("s").GetString().Should().Be("BTCUSDT");
        Exchange.Number(first.GetProperty("b")).Should().Be(candles[20].Open);
        Exchange.Number(second.GetProperty("b")).Should().Be(50);
        Exchange.Number(second.GetProperty("a")).Should().Be(50.01);
    }

    [Fact]
    public async Task MiniTicker_Subscribed_ComesEverySecond()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        await using var socket = await Socket.OpenAsync(exchange, "/ws/btcusdt@miniTicker");

        var first = await socket.NextAsync();
        var second = await socket.NextAsync();

        first.EnumerateObject().Select(p => p.Name).Should().Equal("e", "E", "s", "c", "o", "h", "l", "v", "q");
        first.GetProperty("e").GetString().Should().Be("24hrMiniTicker");
        (second.GetProperty("E").GetInt64() - first.GetProperty("E").GetInt64()).Should().BeInRange(1000, 1100);
    }

    [Fact]
    public async Task Kline_OverABoundary_ClosesOnceAsRestHasItThenRunsOn()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(60), 19, o => o with { PriceClock = PriceClockStart.AtBoundary }, startSec: 250);
        await using var socket = await Socket.OpenAsync(exchange, "/ws/btcusdt@kline_5m");
        var events = new List<JsonElement>();
        do
        {
            events.Add((await socket.NextAsync()).GetProperty("k"));
        }
        while (events[^1].GetProperty("t").GetInt64() == events[0].GetProperty("t").GetInt64());

        events[0].EnumerateObject().Select(p => p.Name).Should().Equal("t", "T", "s", "i", "f", "L", "o", "c", "h", "l", "v", "n", "x", "q", "V", "Q", "B");
        events.Count(e => e.GetProperty("x").GetBoolean()).Should().Be(1);
        var closed = events[^2];
        closed.GetProperty("x").GetBoolean().Should().BeTrue();
        var rest = (await exchange.KlinesAsync()).Single(c => c.OpenTimeMs == closed.GetProperty("t").GetInt64());
        new[] { "o", "h", "l", "c", "v" }.Select(n => Exchange.Number(closed.GetProperty(n))).Should().Equal(rest.Open, rest.High, rest.Low, rest.Close, rest.Volume);
        closed.GetProperty("T").GetInt64().Should().Be(rest.OpenTimeMs + Exchange.Step - 1);
        closed.GetProperty("i").GetString().Should().Be("5m");
    }

    [Fact]
    public async Task Combined_Streams_AreWrappedWithTheirNames()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        await using var socket = await Socket.OpenAsync(exchange, "/stream?streams=btcusdt@bookTicker/btcusdt@miniTicker");

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            var message = await socket.NextAsync();
            names.Add(message.GetProperty("stream").GetString()!);
            message.GetProperty("data").GetProperty("s").GetString().Should().Be("BTCUSDT");
        }

        names.Should().BeEquivalentTo("btcusdt@bookTicker", "btcusdt@miniTicker");
    }

    [Fact]
    public async Task Commands_Sent_SubscribeListAndUnsubscribe()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        await using var socket = await Socket.OpenAsync(exchange, "/ws/0");

        (await socket.AskAsync("""{"method":"SUBSCRIBE","params":["btcusdt@miniTicker","btcusdt@kline_5m","nope@trade"],"id":1}""")).GetRawText().Should().Be("""{"result":null,"id":1}""");
        (await socket.NextAsync()).GetProperty("s").GetString().Should().Be("BTCUSDT");
        (await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":"a1"}""")).GetRawText().Should().Be("""{"result":["0","btcusdt@miniTicker","btcusdt@kline_5m","nope@trade"],"id":"a1"}""");
        (await socket.AskAsync("""{"method":"UNSUBSCRIBE","params":["btcusdt@miniTicker","btcusdt@kline_5m"],"id":2}""")).GetRawText().Should().Be("""{"result":null,"id":2}""");
        (await socket.AskAsync("""{"method":"GET_PROPERTY","params":["combined"],"id":3}""")).GetRawText().Should().Be("""{"result":false,"id":3}""");
        (await socket.AskAsync("""{"method":"SET_PROPERTY","params":["combined",true],"id":4}""")).GetRawText().Should().Be("""{"result":null,"id":4}""");
        await socket.SendAsync("""{"method":"SUBSCRIBE","params":["btcusdt@bookTicker"],"id":5}""");
        (await socket.NextAsync()).GetRawText().Should().Be("""{"result":null,"id":5}""");
        (await socket.NextAsync()).GetProperty("stream").GetString().Should().Be("btcusdt@bookTicker");
    }

    [Theory]
    [InlineData("nonsense", 3, "Invalid JSON: expected value at line 1 column 2")]
    [InlineData("[]", 2, "Invalid request: expected an object")]
    [InlineData("""{"id":1}""", 2, "Invalid request: missing field `method` at line 1 column 8")]
    [InlineData("""{"method":"SUB","id":1}""", 2, "Invalid request: unknown variant `SUB`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`")]
    [InlineData("""{"method":"SUBSCRIBE","params":[1],"id":1}""", 2, "Invalid request: stream name must be a string")]
    [InlineData("""{"method":"LIST_SUBSCRIPTIONS","id":1.5}""", 2, "Invalid request: request ID must be an unsigned integer")]
    [InlineData("""{"method":"SET_PROPERTY","params":["x",true],"id":1}""", 0, "Unknown property")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined",1],"id":1}""", 1, "Invalid value type: expected Boolean")]
    [InlineData("""{"method":"GET_PROPERTY","params":["combined",1],"id":1}""", 2, "Invalid request: too many parameters")]
    [InlineData("""{"method":"GET_PROPERTY","id":1}""", 2, "Invalid request: property name must be a string")]
    public async Task Commands_Bad_AreRefusedAndTheConnectionStays(string message, int code, string why)
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        await using var socket = await Socket.OpenAsync(exchange, "/ws");

        var answer = await socket.AskAsync(message);

        answer.GetProperty("code").GetInt32().Should().Be(code);
        answer.GetProperty("msg").GetString().Should().Be(why);
        (await socket.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":9}""")).GetProperty("result").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Sockets_Cut_BreakAndMayComeBack()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        await using var socket = await Socket.OpenAsync(exchange, "/ws/btcusdt@bookTicker");
        await socket.NextAsync();
        exchange.Host.Control.OpenSockets.Should().Be(1);

        using (var answer = await exchange.Http.PostAsync("/control/sockets/cut", null))
        {
            (await answer.Content.ReadAsStringAsync()).Should().Be("{\"cut\":1}");
        }

        await socket.Invoking(s => s.NextAsync()).Should().ThrowAsync<WebSocketException>();
        await using var again = await Socket.OpenAsync(exchange, "/ws/btcusdt@bookTicker");
        (await again.NextAsync()).GetProperty("s").GetString().Should().Be("BTCUSDT");
    }

    [Fact]
    public async Task Fault_OnStreams_RefusesTheHandshake()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        exchange.Host.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 503, PathPrefix = "/ws", Count = 1 });

        await FluentActions.Awaiting(() => Socket.OpenAsync(exchange, "/ws")).Should().ThrowAsync<WebSocketException>();
        await using var socket = await Socket.OpenAsync(exchange, "/ws");
    }
}
