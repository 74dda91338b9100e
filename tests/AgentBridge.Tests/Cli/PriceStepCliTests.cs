using System.Globalization;
using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using AgentBridge.Tests.Transport;

namespace AgentBridge.Tests.Cli;

/// <summary>Prices on the market's grid as a user sees them: in signals, journals, logs, tables and documents.</summary>
public sealed class PriceStepCliTests : IDisposable
{
    private readonly BridgeCli _cli = new() { Clock = new FixedClock(CliCandles.Close.AddDays(400)) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Generate_TargetWithFloatNoise_IsThePriceThatTheMarketHas()
    {
        var file = _cli.WriteCandles(Xrp());

        var result = await _cli.RunAsync("generate", "--candles", file, "--out", "o.jsonl", "--no-risk", "--json");

        var targets = Signals("o.jsonl").Single().GetProperty("risk").GetProperty("take_profits");
        targets[0].GetProperty("price").GetRawText().Should().Be("0.5637");
        targets[1].GetProperty("price").GetRawText().Should().Be("0.5756");
        result.Json().GetProperty("price_step").GetDouble().Should().Be(0.0001);
        result.Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task RunCycle_Signal_DocumentAndLogCarryTheStepAndNothingHasNoise()
    {
        var file = _cli.WriteCandles(Xrp());

        var result = await _cli.RunAsync("run-cycle", "--candles", file, "--json");

        result.Json().GetProperty("price_step").GetRawText().Should().Be("0.0001");
        var cycle = ActionLog.Read(_cli.Journals, _ => true).Records.Single(r => string.Equals(r.Entry.Action, "cycle", StringComparison.Ordinal));
        cycle.Entry.Parameters["price_step"].ToString().Should().Be("0.0001");
        _cli.AllFiles().Should().NotContain("5637000000000001").And.NotContain("5636999999");
        (result.Out + result.Error).Should().NotContain("00000000").And.NotContain("99999999");
    }

    [Fact]
    public async Task RunCycle_FinerTick_IsTheStep()
    {
        var file = _cli.WriteCandles(Xrp());

        (await _cli.RunAsync("run-cycle", "--candles", file, "--json", "--tick", "0.00001")).Json().GetProperty("price_step").GetDouble().Should().Be(0.00001);
        (await _cli.RunAsync("run-cycle", "--candles", file, "--json", "--tick", "0.5")).Json().GetProperty("price_step").GetDouble().Should().Be(0.0001, "the candles show a finer one");
        _cli.Environment["TICK_SIZE"] = "0.00005";
        (await _cli.RunAsync("run-cycle", "--candles", file, "--json")).Json().GetProperty("price_step").GetDouble().Should().Be(0.00005);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("0.00000000001")]
    public async Task Tick_NoStep_IsAUsageError(string tick)
    {
        var file = _cli.WriteCandles(Xrp());

        (await _cli.RunAsync("generate", "--candles", file, "--out", "o.jsonl", $"--tick={tick}")).SingleComplaint(2).Should().Contain("--tick").And.Contain("10 decimals");
    }

    [Fact]
    public async Task Generate_PricesOfNoStep_AreRoundedToTwelveDigitsAndTheWarningNamesTick()
    {
        var random = new Random(5);
        var close = 100.0;
        var candles = Enumerable.Range(0, 600).Select(i =>
        {
            var open = close;
            close *= 1 + ((random.NextDouble() - 0.49) / 100);
            return new Candle(TestCandles.ExampleOpenMs + (i * 300_000L), open, Math.Max(open, close) * 1.001, Math.Min(open, close) * 0.999, close, 1);
        });
        var file = _cli.WriteCandles(TestCandles.Series(candles));

        var result = await _cli.RunAsync("generate", "--candles", file, "--out", "o.jsonl", "--json");
        var cycle = await _cli.RunAsync("run-cycle", "--candles", file, "--json");
        var named = await _cli.RunAsync("generate", "--candles", file, "--out", "n.jsonl", "--json", "--tick", "0.01");

        result.SingleMessage().Should().Contain("--tick").And.Contain("12 significant digits");
        result.Json().GetProperty("price_step").ValueKind.Should().Be(JsonValueKind.Null);
        cycle.Messages.Where(m => m.Contains("--tick", StringComparison.Ordinal)).Should().ContainSingle();
        Signals("o.jsonl").Should().NotBeEmpty();
        Signals("o.jsonl").SelectMany(Prices).Should().OnlyContain(price => price.Replace(".", string.Empty, StringComparison.Ordinal).TrimStart('0').Length <= 12);
        named.Messages.Should().BeEmpty();
        Signals("n.jsonl").SelectMany(Prices).Should().OnlyContain(price => Math.Round(decimal.Parse(price, CultureInfo.InvariantCulture), 2) == decimal.Parse(price, CultureInfo.InvariantCulture));
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task DryRun_Paper_NothingThatIsWrittenHasFloatNoise()
    {
        _cli.PassG1();
        var file = _cli.WriteCandles(CliCandles.Generated(1_500), "sample.csv");

        var result = await _cli.RunAsync("dry-run", "--host", "paper", "--candles", file, "--json");

        result.ExitCode.Should().Be(0, result.Error);
        var trades = result.Json().GetProperty("trades");
        trades.GetArrayLength().Should().BePositive();
        var step = result.Json().GetProperty("price_step").GetDecimal();
        foreach (var trade in trades.EnumerateArray())
        {
            foreach (var name in new[] { "open_rate", "close_rate" })
            {
                (trade.GetProperty(name).GetDecimal() % step).Should().Be(0, "{0} of {1}", name, trade.GetRawText());
            }
        }

        foreach (var record in ActionLog.Read(_cli.Journals, _ => true).Records)
        {
            foreach (var (name, value) in record.Entry.Parameters)
            {
                value.ToString().Trim('-').Replace(".", string.Empty, StringComparison.Ordinal).TrimStart('0').Should().NotMatchRegex("^[0-9]{14,}$", "{0} of {1}", name, record.Entry.Action);
            }
        }
    }

    private static IEnumerable<string> Prices(JsonElement signal)
    {
        yield return signal.GetProperty("entry").GetProperty("price").GetRawText();
        yield return signal.GetProperty("risk").GetProperty("initial_stop").GetRawText();
        foreach (var target in signal.GetProperty("risk").GetProperty("take_profits").EnumerateArray())
        {
            yield return target.GetProperty("price").GetRawText();
        }
    }

    private List<JsonElement> Signals(string file) => [.. File.ReadAllLines(_cli.PathOf(file)).Select(line =>
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    })];

    /// <summary>Four decimals, and a breakout whose first target is 0.5637 in decimals and slightly less in doubles.</summary>
    private static CandleSeries Xrp()
    {
        var candles = TestCandles.Quiet(40).Select(c => c with { Open = 0.545, High = 0.551, Low = 0.54, Close = 0.5451 }).ToArray();
        candles[^3] = candles[^3] with { Low = 0.5399 };
        candles[^1] = candles[^1] with { High = 0.552, Close = 0.5518 };
        return TestCandles.Series(candles);
    }
}
