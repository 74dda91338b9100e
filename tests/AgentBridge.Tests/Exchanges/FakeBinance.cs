using System.Collections.Concurrent;
using System.Globalization;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using AgentBridge.Tests.Market;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Tests.Exchanges;

/// <summary>A server with the Binance endpoints that AgentBridge uses, on a free loopback port, with faults on demand.</summary>
internal sealed class FakeBinance : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeBinance(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public List<Candle> Candles { get; } = [];

    public long StepMs { get; set; } = SomeCandles.Step;

    /// <summary>Klines of another length, by their open.</summary>
    public Dictionary<long, long> Lengths { get; } = [];

    /// <summary>How far after startTime an answer reaches, in candles; some exchanges search no farther than a page's length.</summary>
    public long? Window { get; set; }

    /// <summary>The answer of /api/v3/time.</summary>
    public long TimeMs { get; set; } = SomeCandles.Start;

    /// <summary>Answers instead of klines, one per request.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> KlineFaults { get; } = new();

    /// <summary>Answers instead of the time, one per request.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> TimeFaults { get; } = new();

    /// <summary>The tickSize in the answer of exchangeInfo; null for a server without exchangeInfo.</summary>
    public string? TickSize { get; set; } = "0.01";

    public ConcurrentQueue<string> Requests { get; } = new();

    public int KlineRequests => Requests.Count(request => request.Contains("klines", StringComparison.Ordinal));

    public static async Task<FakeBinance> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeBinance(builder.Build());
        server._app.MapGet("/api/v3/time", server.AnswerTimeAsync);
        server._app.MapGet("/api/v3/klines", server.AnswerKlinesAsync);
        server._app.MapGet("/api/v3/exchangeInfo", server.AnswerInfoAsync);
        await server._app.StartAsync();
        server.Url = new Uri(server._app.Urls.Single());
        return server;
    }

    public BinanceClient Client(BinanceOptions? options = null, TimeProvider? time = null) => new(
        ExchangeHttp.CreateClient(),
        (options ?? Fast) with { BaseUrl = Url },
        time ?? TimeProvider.System);

    public static BinanceOptions Fast { get; } = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromSeconds(5),
        RequestInterval = TimeSpan.Zero,
        RequestTimeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>Candles whose last one is running at the server's time: <paramref name="closed"/> are closed.</summary>
    public void FillTo(int closed)
    {
        Candles.AddRange(Enumerable.Range(0, closed + 1).Select(i => SomeCandles.At(i, 100 + (i % 97))));
        TimeMs = SomeCandles.Start + (closed * StepMs) + 1_000;
    }

    public static Func<HttpContext, Task> Status(int status, string body = "", string? retryAfter = null) => async context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await context.Response.WriteAsync(body);
    };

    public static Func<HttpContext, Task> Body(string body) => context => context.Response.WriteAsync(body);

    /// <summary>The connection breaks in the middle of the body.</summary>
    public static Func<HttpContext, Task> Cut() => async context =>
    {
        context.Response.ContentLength = 10_000;
        await context.Response.WriteAsync("[[1748779200000,\"1");
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    public static Func<HttpContext, Task> Hang() => context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);

    /// <summary>Headers and a first byte, then nothing.</summary>
    public static Func<HttpContext, Task> Stall() => async context =>
    {
        await context.Response.WriteAsync("[");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerTimeAsync(HttpContext context)
    {
        Requests.Enqueue(context.Request.Path + context.Request.QueryString);
        await (TimeFaults.TryDequeue(out var fault) ? fault(context) : context.Response.WriteAsync($$"""{"serverTime":{{TimeMs.ToString(CultureInfo.InvariantCulture)}}}"""));
    }

    private Task AnswerInfoAsync(HttpContext context) => TickSize is { } tick
        ? Body($$"""{"symbols":[{"symbol":"{{context.Request.Query["symbol"]}}","filters":[{"filterType":"LOT_SIZE","stepSize":"1"},{"filterType":"PRICE_FILTER","tickSize":"{{tick}}"}]}]}""")(context)
        : Status(404)(context);

    private async Task AnswerKlinesAsync(HttpContext context)
    {
        Requests.Enqueue(context.Request.Path + context.Request.QueryString);
        if (KlineFaults.TryDequeue(out var fault))
        {
            await fault(context);
            return;
        }

        var query = context.Request.Query;
        if (query["symbol"] != "BTCUSDT")
        {
            await Status(400, """{"code":-1121,"msg":"Invalid symbol."}""")(context);
            return;
        }

        if (query["interval"] != "5m")
        {
            await Status(400, """{"code":-1120,"msg":"Invalid interval."}""")(context);
            return;
        }

        await context.Response.WriteAsync(KlinesOf(Select(query).Select(candle => (candle, Lengths.GetValueOrDefault(candle.OpenTimeMs, StepMs)))));
    }

    private IEnumerable<Candle> Select(IQueryCollection query)
    {
        var limit = Math.Min(1_000, Number(query, "limit") ?? 500);
        var start = Number(query, "startTime");
        var end = Number(query, "endTime") ?? long.MaxValue;
        end = Window is { } window && start is { } from && query.ContainsKey("endTime") ? Math.Min(end, from + (window * StepMs) - 1) : end;
        var found = Candles.Where(candle => candle.OpenTimeMs >= (start ?? 0) && candle.OpenTimeMs <= end);
        return start is null ? found.TakeLast((int)limit) : found.Take((int)limit);
    }

    public string Klines(IEnumerable<Candle> candles) => KlinesOf(candles.Select(candle => (candle, StepMs)));

    /// <summary>Klines with individual lengths.</summary>
    public static string KlinesOf(IEnumerable<(Candle Candle, long LengthMs)> klines) => "[" + string.Join(',', klines.Select(kline => string.Create(
        CultureInfo.InvariantCulture,
        $"[{kline.Candle.OpenTimeMs},\"{kline.Candle.Open}\",\"{kline.Candle.High}\",\"{kline.Candle.Low}\",\"{kline.Candle.Close}\",\"{kline.Candle.Volume}\",{kline.Candle.OpenTimeMs + kline.LengthMs - 1},\"1.0\",3,\"0.5\",\"0.5\",\"0\"]"))) + "]";

    private static long? Number(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var text) ? long.Parse(text!, CultureInfo.InvariantCulture) : null;
}
