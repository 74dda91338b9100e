using AgentBridge.Engine;
using AgentBridge.Tests.Support;
using AgentBridge.Tests.Transport;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge why, on lines as agents and executors write them: whatever ended a signal's life is told with its reason.</summary>
public sealed class WhyTests
{
    private const string Id = "8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4";

    private static readonly Dictionary<string, ActionValue> Freqtrade = new(StringComparer.Ordinal) { ["host"] = "freqtrade" };

    [Fact]
    public async Task Why_EveryCodeOfAnExecutor_IsToldWithItsDetailAndItsMeaning()
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
    public async Task Why_ALifeInFreqtrade_TellsEveryLineInItsOrder()
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
        stages[3].Detail.Should().BeEmpty("why the publication failed is no reason of the gate's");
        stages[4].Detail.Should().EndWith("; Redis at 127.0.0.1:6379 can't be reached");
        stages[5].Detail.Should().EndWith("after the fetch began");
        stages[^2].Detail.Should().Be("host=freqtrade; of a later version");
        stages[^1].Detail.Should().Be("host=freqtrade; the stop on the exchange was filled");
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
