using AgentBridge.Backtesting;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Which trades count as different, and what the difference is about.</summary>
public sealed class ParityComparisonTests
{
    private static readonly ParityTrade Trade = new("BTC/USDT", 0, 600_000, 100, 103, "tp1", 0.028, 5, 14);

    public static TheoryData<string, string, string> Differences() => new()
    {
        { "EntryRate", "open_rate", "open" },
        { "Amount", "amount", "amount" },
        { "Target", "close_rate", "close" },
        { "Target", "close_timestamp", "time" },
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
            "time" => Trade with { CloseTimestamp = 900_000 },
            "stop" => Trade with { ExitReason = "stop_loss" },
            "end" => Trade with { ExitReason = "force_exit" },
            "profit" => Trade with { ProfitAbs = Math.BitIncrement(14) },
            _ => Trade with { ProfitRatio = Math.BitIncrement(0.028) },
        };

        var comparison = ParityComparison.Of([Trade], [other]);

        comparison.IsEqual.Should().BeFalse();
        var divergence = comparison.Divergences.Should().ContainSingle().Subject;
        (divergence.Class.ToString(), divergence.Fields.Should().ContainSingle().Subject).Should().Be((kind, field));
    }

    [Fact]
    public void Of_TradeOfOneSideAlone_IsASlotIfAnotherWasOpenAndASignalOtherwise()
    {
        var later = Trade with { Pair = "ETH/USDT", OpenTimestamp = 300_000 };
        var apart = Trade with { OpenTimestamp = 3_000_000, CloseTimestamp = 3_300_000 };

        ParityComparison.Of([Trade, later], [Trade]).Divergences.Should().ContainSingle().Which.Class.Should().Be(ParityClass.Slot);
        ParityComparison.Of([Trade], [Trade, apart]).Divergences.Should().ContainSingle().Which.Class.Should().Be(ParityClass.Signal);
        ParityComparison.Of([Trade], [Trade, apart]).Compared.Should().Be(2);
    }

    [Fact]
    public void Of_TheSameTradesInAnotherOrder_AreEqual()
    {
        var other = Trade with { Pair = "ETH/USDT" };

        ParityComparison.Of([Trade, other], [other, Trade]).Should().BeEquivalentTo(new ParityComparison(2, []));
    }
}
