using System.IO.Pipes;
using System.Text.Json;
using AgentBridge.Cli;
using AgentBridge.Market;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary><c>bridge simulate</c></summary>
public sealed class SimulateCommandTests
{
    private sealed class Lines : StringWriter
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> First => _first.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            _first.TrySetResult(value!);
        }
    }

    private static CliHost Host(Lines output, TempFolder folder, TextWriter error) => new()
    {
        Out = output,
        Error = error,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal),
        Clock = TimeProvider.System,
        WorkingDirectory = folder.Root,
    };

    [Fact]
    public async Task Simulate_TwoFiles_SaysWhereItIsAndEndsOnCtrlC()
    {
        using var folder = new TempFolder();
        CandleFile.Write(Path.Combine(folder.Root, "BTC_USDT-5m.csv"), TestCandles.Series(Exchange.Walk(60)));
        CandleFile.Write(Path.Combine(folder.Root, "other.csv"), TestCandles.Series(Exchange.Walk(60, 2)));
        using var output = new Lines();
        using var error = new StringWriter();
        using var ctrlC = new CancellationTokenSource();

        var running = BridgeProgram.RunAsync(["simulate", "--candles", "BTC_USDT-5m.csv", "--candles", "ETH/USDT=other.csv", "--json"], Host(output, folder, error), ctrlC.Token);
        var document = JsonDocument.Parse(await output.First.WaitAsync(TimeSpan.FromMinutes(2))).RootElement;
        using var http = new HttpClient();
        var price = await http.GetStringAsync(new Uri(document.GetProperty("url").GetString() + "/api/v3/ticker/price"));
        await ctrlC.CancelAsync();

        (await running).Should().Be(ExitCodes.Interrupted);
        document.GetProperty("symbols").GetRawText().Should().Be("""["BTC/USDT","ETH/USDT"]""");
        document.GetProperty("url").GetString().Should().Be($"http://127.0.0.1:{document.GetProperty("port").GetInt32()}");
        price.Should().Contain("BTCUSDT").And.Contain("ETHUSDT");
    }

    [Fact]
    public async Task Simulate_UntilInputEnds_RunsWhileItIsOpenAndEndsWith0()
    {
        using var folder = new TempFolder();
        CandleFile.Write(Path.Combine(folder.Root, "BTC_USDT-5m.csv"), TestCandles.Series(Exchange.Walk(60)));
        using var output = new Lines();
        using var error = new StringWriter();
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.GetClientHandleAsString());
        var host = Host(output, folder, error) with { OpenInput = () => reader };

        var running = BridgeProgram.RunAsync(["simulate", "--candles", "BTC_USDT-5m.csv", "--until-input-ends", "--paused"], host);
        var url = await output.First.WaitAsync(TimeSpan.FromMinutes(3));
        using var http = new HttpClient();
        var alive = await http.GetStringAsync(new Uri(url + "/api/v3/ping"));
        await writer.DisposeAsync();

        (await running.WaitAsync(TimeSpan.FromMinutes(3))).Should().Be(ExitCodes.Success, error.ToString());
        alive.Should().Be("{}");
    }

    [Fact]
    public async Task Simulate_TickSize_IsThatOfEveryPair()
    {
        using var folder = new TempFolder();
        CandleFile.Write(Path.Combine(folder.Root, "flat.csv"), TestCandles.Series(Enumerable.Range(0, 60).Select(i => new Candle(TestCandles.ExampleOpenMs + (i * Exchange.Step), 100, 100, 100, 100, 1))));
        using var output = new Lines();
        using var error = new StringWriter();
        using var ctrlC = new CancellationTokenSource();

        var running = BridgeProgram.RunAsync(
            ["simulate", "--candles", "BTC/USDT=flat.csv", "--candles", "ETH/USDT=flat.csv", "--paused", "--tick-size", "0.01"], Host(output, folder, error), ctrlC.Token);
        var url = await output.First.WaitAsync(TimeSpan.FromMinutes(3));
        using var http = new HttpClient();
        var book = JsonDocument.Parse(await http.GetStringAsync(new Uri(url + "/api/v3/ticker/bookTicker"))).RootElement;
        await ctrlC.CancelAsync();
        _ = await running;

        book.EnumerateArray().Select(b => b.GetProperty("askPrice").GetString()).Should().Equal("100.01000000", "100.01000000");
    }

    [Theory]
    [InlineData("--candles FILE is required")]
    [InlineData("--tick-size 0: expected a number more than 0 and at most 1000000000000000 (the minimum price step); leave it out for none", "--candles", "BTC_USDT-5m.csv", "--tick-size", "0")]
    [InlineData("--speed 0: expected a number from 0.001 to 1000000 (how many times faster than recorded the price clock runs); leave it out for 1", "--candles", "BTC_USDT-5m.csv", "--speed", "0")]
    [InlineData("pair twice", "--candles", "BTC_USDT-5m.csv", "--candles", "BTC_USDT-5m.csv")]
    [InlineData("--last-closed must be an open time on the grid of the recording of BTC/USDT, from 2025-06-01T12:00:00Z", "--candles", "BTC_USDT-5m.csv", "--last-closed", "2020-01-01T00:00:00Z")]
    [InlineData("does not exist", "--candles", "none.csv")]
    [InlineData("BTC/USDT:USDT is not a spot pair", "--candles", "BTC/USDT:USDT=BTC_USDT-5m.csv")]
    [InlineData("--timeframe 10m: expected one of 1m, 3m, 5m", "--candles", "BTC_USDT-10m.csv", "--timeframe", "10m")]
    public async Task Simulate_BadUsage_IsReportedAndEndsWith2(string expected, params string[] arguments)
    {
        using var folder = new TempFolder();
        CandleFile.Write(Path.Combine(folder.Root, "BTC_USDT-5m.csv"), TestCandles.Series(Exchange.Walk(60)));
        CandleFile.Write(Path.Combine(folder.Root, "BTC_USDT-10m.csv"), GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 60, Timeframe = Timeframe.Parse("10m") }));
        using var output = new Lines();
        using var error = new StringWriter();

        (await BridgeProgram.RunAsync(["simulate", .. arguments], Host(output, folder, error))).Should().Be(ExitCodes.Usage);

        error.ToString().Should().Contain(expected).And.NotContain("(Parameter");
    }
}
