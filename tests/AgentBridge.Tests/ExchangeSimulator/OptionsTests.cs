using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>Options that the simulator refuses, and how it starts and ends.</summary>
public sealed class OptionsTests
{
    public static TheoryData<string, Func<ExchangeSimulatorOptions, ExchangeSimulatorOptions>> Wrong => new()
    {
        { "at least one market", o => o with { Markets = [] } },
        { "port=*: expected *", o => o with { Port = 70_000 } },
        { "close_at_boundary_within=*: expected *", o => o with { CloseAtBoundaryWithin = TimeSpan.FromSeconds(-1) } },
        { "price_clock=*: expected *", o => o with { PriceClock = (PriceClockStart)9 } },
        { "speed=*: expected *", o => o with { Speed = 0 } },
        { "speed=*: expected *", o => o with { Speed = double.NaN } },
        { "point_hold=*: expected *", o => o with { PointHold = TimeSpan.Zero } },
        { "point_move=*: expected *", o => o with { PointMove = TimeSpan.FromHours(2) } },
        { "move_steps=*: expected *", o => o with { MoveSteps = 7 } },
        { "last_closed_open_ms must*(last_closed_open_ms=1)", o => o with { LastClosedOpenMs = 1 } },
        { "last_closed_open_ms must", o => o with { LastClosedOpenMs = TestCandles.ExampleOpenMs + 1 } },
        { "last_closed_open_ms must", o => o with { LastClosedOpenMs = TestCandles.ExampleOpenMs + (30 * Exchange.Step) } },
        { "pair twice", o => o with { Markets = [o.Markets[0], o.Markets[0]] } },
        { "tick_size=*: expected *", o => o with { Markets = [o.Markets[0] with { TickSize = 0 }] } },
        { "step_size=*: expected *", o => o with { Markets = [o.Markets[0] with { StepSize = double.NaN }] } },
        { "min_notional=*: expected *", o => o with { Markets = [o.Markets[0] with { MinNotional = -1 }] } },
        { "book_notional=*: expected *", o => o with { Markets = [o.Markets[0] with { BookNotional = 0 }] } },
        { "needs candles", o => o with { Markets = [o.Markets[0] with { Candles = TestCandles.Series([]) }] } },
        { "impossible", o => o with { Markets = [o.Markets[0] with { Candles = TestCandles.Series([new(TestCandles.ExampleOpenMs, 1, 0.5, 1, 1, 1)]) }] } },
        { "off the grid", o => o with { Markets = [o.Markets[0] with { Candles = TestCandles.Series([.. TestCandles.Quiet(1), new(TestCandles.ExampleOpenMs + 1, 1, 1, 1, 1, 1)]) }] } },
        { "not a spot pair", o => o with { Markets = [o.Markets[0] with { Candles = CandleSeries.FromCandles("BTCUSDT", TestCandles.FiveMinutes, TestCandles.Quiet(3)) }] } },
        { "no timeframe 7m", o => o with { Markets = [o.Markets[0] with { Candles = CandleSeries.FromCandles("BTC/USDT", Timeframe.Parse("7m"), TestCandles.Quiet(1)) }] } },
        { "one timeframe", o => o with { Markets = [o.Markets[0], o.Markets[0] with { Candles = CandleSeries.FromCandles("ETH/USDT", Timeframe.Parse("1h"), TestCandles.Quiet(1)) }] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Options_OutOfRange_AreRefusedByName(string named, Func<ExchangeSimulatorOptions, ExchangeSimulatorOptions> change)
    {
        var start = async () => await using_(Exchange.StartAsync(Exchange.Walk(30), 19, change));

        (await start.Should().ThrowAsync<OptionsException>()).WithMessage($"simulator: *{named}*").And.Message.Should().NotContain("(Parameter");

        static async Task using_(Task<Exchange> starting)
        {
            await using var exchange = await starting;
        }
    }

    [Fact]
    public async Task Port_Taken_IsRefusedInOneLine()
    {
        await using var first = await Exchange.StartAsync(Exchange.Walk(30), 19);
        var start = () => Exchange.StartAsync(Exchange.Walk(30), 19, o => o with { Port = first.Host.Port });

        (await start.Should().ThrowAsync<IOException>()).WithMessage($"port {first.Host.Port} on 127.0.0.1 can't be used*");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Host_Disposed_FreesItsPort()
    {
        var first = await Exchange.StartAsync(Exchange.Walk(30), 19);
        await first.GetAsync("/api/v3/ping");
        await first.DisposeAsync();

        await using var second = await Exchange.StartAsync(Exchange.Walk(30), 19, o => o with { Port = first.Host.Port });

        (await second.GetAsync("/api/v3/ping")).GetRawText().Should().Be("{}");
    }
}
