using AgentBridge.Engine;
using AgentBridge.Tests.Support;
using AgentBridge.Tests.Transport;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge why, on lines as agents and executors write them: every end of a signal is shown with its reason.</summary>
public sealed class WhyTests
{
    private const string Id = "8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4";

    private static readonly Dictionary<string, ActionValue> Later = new(StringComparer.Ordinal) { ["timeframe"] = "5m", ["strategy"] = "breakout/1", ["candle_close"] = "2025-06-01T12:10:00.000Z" };

    private static readonly Dictionary<string, ActionValue> Freqtrade = new(StringComparer.Ordinal) { ["host"] = "freqtrade" };

    [Fact]
    public async Task Why_EveryCodeOfAnExecutor_IsShownWithItsDetailAndItsMeaning()
    {
        foreach (var code in ExecutorCodeCatalog.All)
        {
            using var cli = new BridgeCli();
            Write(cli, Line(TradeActions.Refuse, code.Name, "InsufficientFundsError: balance 3.2 USDT"));

            var stage = (await StagesAsync(cli)).Should().ContainSingle().Subject;

            stage.Stage.Should().Be("order");
            stage.Outcome.Should().Be(code.Name);
            stage.Detail.Should().Be($"host=freqtrade; InsufficientFundsError: balance 3.2 USDT; {code.Meaning} ({(code.IsFinal ? "final: it never opens a trade" : "passing: it may still open a trade while it is fresh")})");
        }
    }

    [Fact]
    public async Task Why_ATradeInFreqtrade_ShowsEveryLineInOrder()
    {
        using var cli = new BridgeCli();
        Write(
            cli,
            Cycle("CANDLES_STALE", "the last close is 15 min old"),
            Cycle(CycleCodes.PublishFailed, "Redis at 127.0.0.1:6379 can't be reached"),
            Cycle(CycleCodes.Published, "breakout above 19-bar high"),
            Line(TradeActions.Refuse, "PRICE_MOVED", "0.3 R above the entry"),
            Line("confirm", "CONFIRMED"),
            Line(TradeActions.Open, "OPENED"),
            Line("stop", "STOP_SET"),
            Line("adjust", "SOMETHING_NEW", "of a later version"),
            Line(TradeActions.Close, "stoploss_on_exchange"));

        var stages = await StagesAsync(cli);

        stages.Select(s => (s.Stage, s.Outcome)).Should().Equal(
            ("candle", "CLOSED"), ("signal", "TRIGGERED"), ("risk", "CANDLES_STALE"), ("risk", "APPROVED"),
            ("publication", "PUBLISH_FAILED"), ("publication", "PUBLISHED"),
            ("order", "PRICE_MOVED"), ("order", "CONFIRMED"), ("order", "OPENED"), ("order", "STOP_SET"), ("adjust", "SOMETHING_NEW"), ("exit", "stoploss_on_exchange"));
        stages[2].Detail.Should().Be("denied: the last close is 15 min old");
        stages[3].Detail.Should().BeEmpty("the failure of the publication is not a reason of the gate");
        stages[4].Detail.Should().EndWith("; Redis at 127.0.0.1:6379 can't be reached");
        stages[5].Detail.Should().EndWith("after the fetch began");
        stages[^2].Detail.Should().Be("host=freqtrade; of a later version");
        stages[^1].Detail.Should().Be("host=freqtrade; the stop on the exchange was filled");
    }

    [Fact]
    public async Task Why_SignalThatWasNotPublished_SaysWhyNot()
    {
        using var cli = new BridgeCli();
        Write(cli, Cycle(CycleCodes.NotPublished, "breakout above 19-bar high"));

        var stages = await StagesAsync(cli);

        stages.Single(s => s.Stage is "publication").Detail.Should().EndWith("; the signal was approved and journalled; there is no publisher");
        stages.Single(s => s.Stage is "risk").Detail.Should().Be("breakout above 19-bar high");
    }

    [Theory]
    [InlineData(CycleCodes.NoTrade, "", "the newest candle triggers nothing")]
    [InlineData(CycleCodes.FeedMissing, "ETH/USDT: its candle of this close is not there", null)]
    [InlineData(CycleCodes.GeneratorFailed, "strategy x/1 failed on the candle of …", null)]
    [InlineData(CycleCodes.GeneratorTimeout, "the strategy did not answer within 1000 ms", null)]
    public async Task Why_APairWhoseNewestCandleHasNoDecision_ShowsTheOutcome(string code, string rationale, string? expected)
    {
        using var cli = new BridgeCli();
        Write(cli, Cycle(CycleCodes.Published, "breakout"), Cycle(code, rationale) with { OutputRefs = [] } with { Parameters = Later }, Cycle(CycleCodes.NoTrade, "") with { Target = "ETH/USDT", OutputRefs = [] });

        var result = await cli.RunAsync("why", "BTC/USDT", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        result.Json().GetProperty("decision_id").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        var stages = result.Json().GetProperty("stages").EnumerateArray().ToList();
        stages.Select(s => (s.GetProperty("stage").GetString(), s.GetProperty("outcome").GetString())).Should().Equal(("candle", "CLOSED"), ("decision", code));
        stages[0].GetProperty("at").GetString().Should().Be("2025-06-01T12:10:00.000Z");
        stages[1].GetProperty("at").GetString().Should().NotBeNull();
        stages[1].GetProperty("detail").GetString().Should().StartWith("breakout/1 in run run (dry-run); ").And.Contain(expected ?? rationale);
    }

    [Fact]
    public async Task Why_APairWhoseCandleHasADecision_ShowsItsTimeline()
    {
        using var cli = new BridgeCli();
        Write(cli, Cycle("STOP_TOO_FAR", "measured=6"), Cycle(CycleCodes.NoTrade, "") with { OutputRefs = [], Parameters = Later });

        var result = await cli.RunAsync("why", "BTC/USDT@2025-06-01T12:05", "--json");

        result.Json().GetProperty("decision_id").GetString().Should().Be(Id);
        result.Json().GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("outcome").GetString()).Should().Equal("CLOSED", "TRIGGERED", "STOP_TOO_FAR");
    }

    [Theory]
    [InlineData("XRP/USDT", "XRP/USDT: no journal in ")]
    [InlineData("BTC/USDT@2024", "BTC/USDT@2024: no journal in ")]
    public async Task Why_UnknownPair_IsReportedAndExit1(string pair, string message)
    {
        using var cli = new BridgeCli();
        Write(cli, Cycle(CycleCodes.NoTrade, "") with { OutputRefs = [] });

        (await cli.RunAsync("why", pair)).SingleComplaint(1).Should().Contain(message).And.Contain("knows a candle of this pair");
    }

    [Fact]
    public void ExitReasons_OfAnotherStrategy_HaveNoMeaning() => ExitReasonCatalog.Meaning("roi").Should().BeEmpty();

    private static ActionEntry Line(string action, string result, string rationale = "") =>
        new(action, "BTC/USDT", result) { InputRefs = [Id], Parameters = Freqtrade, Rationale = rationale };

    private static ActionEntry Cycle(string result, string rationale) => new(TradeActions.Cycle, "BTC/USDT", result)
    {
        OutputRefs = [Id],
        Parameters = new Dictionary<string, ActionValue>(StringComparer.Ordinal) { ["timeframe"] = "5m", ["strategy"] = "breakout/1", ["candle_close"] = "2025-06-01T12:05:00.000Z" },
        Metrics = new Dictionary<string, double>(StringComparer.Ordinal) { [TradeActions.TotalMs] = 1.5 },
        Rationale = rationale,
    };

    private static void Write(BridgeCli cli, params ActionEntry[] entries)
    {
        var log = ActionLog.Open(cli.Journals, new ActionOrigin("run", "agent_bridge", "1", "dry-run"), SecretMask.None, new JournalOptions { Clock = new FakeTimeProvider(TransportClock.Noon) });
        foreach (var entry in entries)
        {
            log.Append(entry, flush: false);
        }
    }

    private static async Task<List<(string Stage, string Outcome, string Detail)>> StagesAsync(BridgeCli cli)
    {
        var result = await cli.RunAsync("why", Id, "--json");
        result.ExitCode.Should().Be(0, result.Error);
        return [.. result.Json().GetProperty("stages").EnumerateArray()
            .Select(s => (s.GetProperty("stage").GetString()!, s.GetProperty("outcome").GetString()!, s.GetProperty("detail").GetString()!))];
    }
}
