using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>A simulator on a clock that the test moves, and the requests to it.</summary>
internal sealed class Exchange : IAsyncDisposable
{
    public const long Step = 300_000;

    /// <summary>A boundary of every interval up to an hour.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private Exchange(ExchangeSimulatorHost host, ManualTime time)
    {
        Host = host;
        Time = time;
        Http = new HttpClient { BaseAddress = host.Url };
    }

    public ExchangeSimulatorHost Host { get; }

    public ManualTime Time { get; }

    public HttpClient Http { get; }

    /// <summary>Starts 100 s after noon unless given another start, so that the candle before noon is the last closed one.</summary>
    public static async Task<Exchange> StartAsync(IEnumerable<Candle> candles, int lastClosed, Func<ExchangeSimulatorOptions, ExchangeSimulatorOptions>? change = null, double startSec = 100)
    {
        var series = TestCandles.Series(candles);
        var options = new ExchangeSimulatorOptions
        {
            Markets = [new SimulatedMarket { Candles = series, TickSize = 0.01 }],
            LastClosedOpenMs = series.OpenTimes[lastClosed],
        };
        var time = new ManualTime(Noon.AddSeconds(startSec));
        return new Exchange(await ExchangeSimulatorHost.StartAsync(change?.Invoke(options) ?? options, time), time);
    }

    /// <summary>A seeded random walk in cents: jumps between close and open, volumes with decimals.</summary>
    public static Candle[] Walk(int count, int seed = 1)
    {
        var random = new Random(seed);
        var price = 10_000;
        var candles = new Candle[count];
        for (var i = 0; i < count; i++)
        {
            var open = Math.Max(500, price + random.Next(-10, 11));
            var close = Math.Max(500, open + random.Next(-60, 61));
            var (high, low) = (Math.Max(open, close) + random.Next(0, 40), Math.Min(open, close) - random.Next(0, 40));
            candles[i] = new Candle(TestCandles.ExampleOpenMs + (i * Step), open / 100.0, high / 100.0, low / 100.0, close / 100.0, random.Next(1, 1_000_000) / 1000.0);
            price = close;
        }

        return candles;
    }

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(HttpStatusCode.OK, "{0} answered {1}", path, body);
        return JsonDocument.Parse(body).RootElement.Clone();
    }

    public async Task<(int Status, int Code, string Message)> GetErrorAsync(string path)
    {
        using var answer = await Http.GetAsync(path);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return ((int)answer.StatusCode, body.GetProperty("code").GetInt32(), body.GetProperty("msg").GetString()!);
    }

    public async Task<Candle[]> KlinesAsync(string query = "limit=1000", string interval = "5m") =>
        [.. (await GetAsync($"/api/v3/klines?symbol=BTCUSDT&interval={interval}&{query}")).EnumerateArray().Select(ToCandle)];

    public async Task<double> PriceAsync() => Number((await GetAsync("/api/v3/ticker/price?symbol=BTCUSDT")).GetProperty("price"));

    public async Task<(double Bid, double Ask)> BestAsync()
    {
        var book = await GetAsync("/api/v3/depth?symbol=BTCUSDT&limit=5");
        return (Number(book.GetProperty("bids")[0][0]), Number(book.GetProperty("asks")[0][0]));
    }

    public static double Number(JsonElement text) => double.Parse(text.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    public static Candle ToCandle(JsonElement kline) =>
        new(kline[0].GetInt64(), Number(kline[1]), Number(kline[2]), Number(kline[3]), Number(kline[4]), Number(kline[5]));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }
}
