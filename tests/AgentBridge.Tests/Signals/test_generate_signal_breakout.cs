using System.Text;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals;

public sealed class test_generate_signal_breakout
{
    private static readonly Strategy Generator = TestStrategies.Breakout();

    [Fact]
    public void GenerateSignal_DesignExample_HasItsExactBytes()
    {
        var signal = Generator.GenerateSignal(TestCandles.Series(TestCandles.Breakout()));

        Encoding.UTF8.GetString(SignalJson.ToCanonicalBytes(signal!)).Should().Be(
            """{"version":"1.0","decision_id":"8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4","timestamp":"2025-06-01T12:05:00.000Z","symbol":"BTC/USDT","side":"long","confidence":0.6,"entry":{"type":"market","price":104211},"risk":{"initial_stop":103800,"take_profits":[{"price":104622,"size_pct":0.5},{"price":105033,"size_pct":0.5}],"max_capital_pct":0.05},"rationale":"breakout above 19-bar high"}""");
    }

    [Fact]
    public void GenerateSignal_DesignExample_IsValid() =>
        SignalValidator.Validate(Generator.GenerateSignal(TestCandles.Series(TestCandles.Breakout()))!).Should().BeNull();

    [Fact]
    public void GenerateSignal_TwentyCandles_IsTheFirstPossible()
    {
        Generator.Needs.WarmUp.Should().Be(20);
        Generator.GenerateSignal(TestCandles.Series(TestCandles.Breakout(20))).Should().NotBeNull();
        Generator.GenerateSignal(TestCandles.Series(TestCandles.Breakout(19))).Should().BeNull();
    }

    [Fact]
    public void GenerateSignal_OldestOfTheNineteenHighsAboveClose_IsNone()
    {
        var candles = TestCandles.Breakout(30);
        candles[^20] = candles[^20] with { High = 105_000 };

        Generator.GenerateSignal(TestCandles.Series(candles)).Should().BeNull();
    }

    [Fact]
    public void GenerateSignal_HighBeforeTheNineteenAboveClose_DoesNotCount()
    {
        var candles = TestCandles.Breakout(30);
        candles[^21] = candles[^21] with { High = 105_000 };

        Generator.GenerateSignal(TestCandles.Series(candles)).Should().NotBeNull();
    }

    [Fact]
    public void GenerateSignal_OwnHigh_DoesNotCount()
    {
        var candles = TestCandles.Breakout();
        candles[^1] = candles[^1] with { High = 110_000 };

        Generator.GenerateSignal(TestCandles.Series(candles))!.Entry.Price.Should().Be(104_211);
    }

    [Fact]
    public void GenerateSignal_OwnLow_CountsForTheStop()
    {
        var candles = TestCandles.Breakout();
        candles[^1] = candles[^1] with { Low = 103_700 };

        Generator.GenerateSignal(TestCandles.Series(candles))!.Risk.InitialStop.Should().Be(103_700);
    }

    [Fact]
    public void GenerateSignal_TenthLow_CountsAndEleventhDoesNot()
    {
        var tenth = TestCandles.Breakout(30);
        tenth[^10] = tenth[^10] with { Low = 103_600 };
        var eleventh = TestCandles.Breakout(30);
        eleventh[^11] = eleventh[^11] with { Low = 103_600 };

        Generator.GenerateSignal(TestCandles.Series(tenth))!.Risk.InitialStop.Should().Be(103_600);
        Generator.GenerateSignal(TestCandles.Series(eleventh))!.Risk.InitialStop.Should().Be(103_800);
    }

    [Fact]
    public void GenerateSignal_Timestamp_IsTheCloseOfTheDecidingCandle() =>
        Generator.GenerateSignal(TestCandles.Series(TestCandles.Breakout()))!.Timestamp
            .Should().Be(new DateTimeOffset(2025, 6, 1, 12, 5, 0, TimeSpan.Zero));

    [Fact]
    public void GenerateSignal_OtherCap_HasTheSameId()
    {
        var candles = TestCandles.Series(TestCandles.Breakout());

        var other = TestStrategies.Breakout(0.5).GenerateSignal(candles)!;

        other.Risk.MaxCapitalPct.Should().Be(0.5);
        other.DecisionId.Should().Be(Generator.GenerateSignal(candles)!.DecisionId);
    }

    [Theory]
    [InlineData("high_lookback=18")]
    [InlineData("low_lookback=9")]
    [InlineData("tp1_r=1.25")]
    [InlineData("tp2_r=2.5")]
    [InlineData("confidence=0.7")]
    public void GenerateSignal_OtherParameter_HasAnotherId(string parameter)
    {
        var candles = TestCandles.Series(TestCandles.Breakout(40));

        TestStrategies.Breakout(parameters: parameter).GenerateSignal(candles)!.DecisionId.Should().NotBe(Generator.GenerateSignal(candles)!.DecisionId);
    }

    [Fact]
    public void MakeSignal_PairsInTurn_HaveTheIdsOfTheirOwn()
    {
        var levels = new TradePlan(SignalSide.Long, 103_800, 104_622, 105_033, 0.6, "why").At(104_211);
        var parameters = "confidence=0.6;high_lookback=19;low_lookback=10;tp1_r=1;tp2_r=2";
        foreach (var symbol in new[] { "BTC/USDT", "ETH/USDT", "BTC/USDT" })
        {
            foreach (var timeframe in new[] { "5m", "1h", "5m" })
            {
                Generator.MakeSignal(levels, symbol, AgentBridge.Market.Timeframe.Parse(timeframe), TestCandles.ExampleOpenMs).DecisionId
                    .Should().Be(DecisionId.Create("breakout/1", parameters, symbol, timeframe, TestCandles.ExampleOpenMs));
            }
        }
    }
}
