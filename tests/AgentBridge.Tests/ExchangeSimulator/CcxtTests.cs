using System.Diagnostics;
using System.Text.Json;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>The unmodified ccxt of both Freqtrade versions, with the configuration keys that Freqtrade passes to it.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class CcxtTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [SkippableTheory]
    [InlineData("BRIDGE_FREQTRADE_2024_2", true)]
    [InlineData("BRIDGE_FREQTRADE_2026_9", false)]
    public async Task Ccxt_OfAFreqtradeEnvironment_ReadsWhatWasRecorded(string variable, bool digits)
    {
        var python = Environment.GetEnvironmentVariable(variable);
        Skip.If(string.IsNullOrEmpty(python), $"needs {variable}: the path of a Freqtrade environment's python");
        var candles = Exchange.Walk(1300);

        // ccxt's streams use the system clock, so the simulator uses it here, too; the price does not move.
        await using var host = await ExchangeSimulatorHost.StartAsync(
            new ExchangeSimulatorOptions { Markets = [new SimulatedMarket { Candles = TestCandles.Series(candles) }], LastClosedOpenMs = candles[1199].OpenTimeMs, CloseAtBoundaryWithin = TimeSpan.Zero },
            TimeProvider.System);

        var seen = await RunAsync(python!, host.Url.AbsoluteUri.TrimEnd('/'));

        var shift = (long)host.Control.Shift.TotalMilliseconds;
        seen.GetProperty("markets").EnumerateArray().Select(m => m.GetString()).Should().Equal("BTC/USDT");
        seen.GetProperty("active").GetBoolean().Should().BeTrue();
        seen.GetProperty("digits").GetBoolean().Should().Be(digits);
        seen.GetProperty("precision").GetProperty("price").GetDouble().Should().Be(digits ? 2 : 0.01);
        seen.GetProperty("precision").GetProperty("amount").GetDouble().Should().Be(digits ? 5 : 0.00001);
        seen.GetProperty("limits").GetProperty("cost").GetDouble().Should().Be(5);
        seen.GetProperty("taker").GetDouble().Should().Be(0.001);
        var fetched = seen.GetProperty("candles").EnumerateArray().Select(ToCandle).Where(c => c.OpenTimeMs < host.Control.Origin.ToUnixTimeMilliseconds()).ToList();
        fetched.Should().HaveCountGreaterThanOrEqualTo(998, "at most one boundary passes meanwhile");
        fetched.Should().Equal(candles[..1200].TakeLast(fetched.Count).Select(c => c with { OpenTimeMs = c.OpenTimeMs + shift }));
        seen.GetProperty("since").GetArrayLength().Should().Be(2);
        var price = candles[1200].Open;
        seen.GetProperty("book").GetProperty("bids")[0][0].GetDouble().Should().Be(price);
        seen.GetProperty("book").GetProperty("asks")[0][0].GetDouble().Should().Be(Math.Round(price + 0.01, 2));
        seen.GetProperty("book").GetProperty("bids").GetArrayLength().Should().Be(5);
        seen.GetProperty("ticker").GetProperty("last").GetDouble().Should().Be(price);
        seen.GetProperty("ticker").GetProperty("bid").GetDouble().Should().Be(price);
        seen.GetProperty("trades").GetInt32().Should().Be(5);
        seen.GetProperty("unknown")[1].GetString().Should().Be("""binance {"code":-1121,"msg":"Invalid symbol."}""");
        seen.GetProperty("watched").GetProperty("candle")[4].GetDouble().Should().Be(price);
        seen.GetProperty("watched").GetProperty("last").GetDouble().Should().Be(price);
        seen.GetProperty("watched").GetProperty("ask").GetDouble().Should().Be(Math.Round(price + 0.01, 2));
    }

    private static Candle ToCandle(JsonElement row) =>
        new(row[0].GetInt64(), row[1].GetDouble(), row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble());

    private static async Task<JsonElement> RunAsync(string python, string url)
    {
        var start = new ProcessStartInfo(python, ["-B", Repository.PathOf("tests", "AgentBridge.Tests", "ExchangeSimulator", "ccxt_check.py"), url])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.Should().Be(0, await error);
            return JsonDocument.Parse(await output).RootElement.Clone();
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
