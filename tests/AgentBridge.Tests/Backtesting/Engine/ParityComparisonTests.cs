using AgentBridge.Backtesting;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Which trades count as different, and what the difference is about.</summary>
public sealed class ParityComparisonTests
{
    private static readonly ParityContext Context = new(Slots: 1, CandleMs: 300_000);

    private static readonly ParityTrade Trade = new("BTC/USDT", 0, 600_000, 100, 103, "tp1", 0.028, 5, 14);

    public static TheoryData<string, string, string> Differences() => new()
    {
        { "EntryRate", "open_rate", "open" },
        { "Amount", "amount", "amount" },
        { "Target", "close_rate", "close" },
        { "RestingExit", "close_timestamp", "time" },
        { "Detail", "close_timestamp", "minute" },
        { "Stop", "exit_reason", "stop" },
        { "End", "exit_reason", "end" },
        { "Fee", "profit_abs", "profit" },
        { "Fee", "profit_ratio", "ratio" },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Of_OneFieldByOneBit_IsADifferenceWithItsClass(string kind, string field, string change)
    {
        var other = change switch
        {
            "open" => Trade with { OpenRate = Math.BitIncrement(100) },
            "amount" => Trade with { Amount = Math.BitIncrement(5) },
            "close" => Trade with { CloseRate = Math.BitIncrement(103) },
            "minute" => Trade with { CloseTimestamp = 660_000 },
            "time" => Trade with { CloseTimestamp = 900_000 },
            "stop" => Trade with { ExitReason = "stop_loss" },
            "end" => Trade with { ExitReason = "force_exit" },
            "profit" => Trade with { ProfitAbs = Math.BitIncrement(14) },
            _ => Trade with { ProfitRatio = Math.BitIncrement(0.028) },
        };

        var comparison = ParityComparison.Of([Trade], [other], Context);

        comparison.IsEqual.Should().BeFalse();
        var divergence = comparison.Divergences.Should().ContainSingle().Subject;
        (divergence.Class.ToString(), divergence.Fields.Should().ContainSingle().Subject).Should().Be((kind, field));
    }

    [Fact]
    public void Of_TradeOfOneSideAlone_IsASlotIfAnotherWasOpenAndASignalOtherwise()
    {
        var later = Trade with { Pair = "ETH/USDT", OpenTimestamp = 300_000 };
        var apart = Trade with { OpenTimestamp = 3_000_000, CloseTimestamp = 3_300_000 };

        ParityComparison.Of([Trade, later], [Trade], Context).Divergences.Should().ContainSingle().Which.Class.Should().Be(ParityClass.Slot);
        ParityComparison.Of([Trade], [Trade, apart], Context).Divergences.Should().ContainSingle().Which.Class.Should().Be(ParityClass.Signal);
        ParityComparison.Of([Trade], [Trade, apart], Context).Compared.Should().Be(2);
    }

    [Fact]
    public void Of_LastBitsOfAPrice_AreJsonDoublesOnlyIfOneSideReadJson()
    {
        var inexact = Context with { HasJsonPrices = true };

        ClassOf(Trade with { OpenRate = Math.BitIncrement(100) }, inexact).Should().Be(ParityClass.JsonDoubles);
        ClassOf(Trade with { CloseRate = Math.BitDecrement(103) }, inexact).Should().Be(ParityClass.JsonDoubles);
        ClassOf(Trade with { ProfitRatio = Math.BitIncrement(Trade.ProfitRatio) }, inexact).Should().Be(ParityClass.JsonDoubles);
        ClassOf(Trade with { ProfitRatio = Math.BitIncrement(Trade.ProfitRatio) }, Context).Should().Be(ParityClass.Fee);
        ClassOf(Trade with { ProfitRatio = Trade.ProfitRatio + 1e-9 }, inexact).Should().Be(ParityClass.Fee);
        ClassOf(Trade with { OpenRate = 100.01 }, inexact).Should().Be(ParityClass.EntryRate);
        ClassOf(Trade with { CloseRate = 102.99 }, inexact).Should().Be(ParityClass.Target);
    }

    [Fact]
    public void Of_AmountOrTradeAfterADifferentProfit_IsTheWallet()
    {
        var later = Trade with { OpenTimestamp = 3_000_000, CloseTimestamp = 3_300_000 };
        var stopped = Trade with { ExitReason = "stop_loss", CloseRate = 95, ProfitAbs = -26 };

        ParityComparison.Of([Trade, later], [stopped, later with { Amount = 4.9 }], Context).Divergences.Select(d => d.Class).Should().Equal(ParityClass.Stop, ParityClass.Wallet);
        ParityComparison.Of([Trade, later], [stopped], Context).Divergences.Select(d => d.Class).Should().Equal(ParityClass.Stop, ParityClass.Wallet);
        ParityComparison.Of([Trade, later], [Trade, later with { Amount = 4.9 }], Context).Divergences.Select(d => d.Class).Should().Equal(ParityClass.Amount);
    }

    [Fact]
    public void Of_OtherExitAfterARestingTarget_IsARestingExit()
    {
        ClassOf(Trade with { CloseTimestamp = 900_000, ExitReason = "stop_loss", CloseRate = 95 }, Context).Should().Be(ParityClass.RestingExit);
        ClassOf(Trade with { CloseTimestamp = 300_000, ExitReason = "stop_loss", CloseRate = 95 }, Context).Should().Be(ParityClass.Stop);
    }

    private static ParityClass ClassOf(ParityTrade other, ParityContext context) => ParityComparison.Of([Trade], [other], context).Divergences.Should().ContainSingle().Subject.Class;

    [Fact]
    public void Of_TheSameTradesInAnotherOrder_AreEqual()
    {
        var other = Trade with { Pair = "ETH/USDT" };

        ParityComparison.Of([Trade, other], [other, Trade], Context).Should().BeEquivalentTo(new ParityComparison(2, []));
    }
}
