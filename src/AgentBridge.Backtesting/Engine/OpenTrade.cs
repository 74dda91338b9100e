namespace AgentBridge.Backtesting;

/// <summary>A trade while it is open, with its resting exit order, if there is one.</summary>
internal sealed class OpenTrade
{
    public required int Pair { get; init; }

    public required int Signal { get; init; }

    /// <summary>The open of the candle in which it was entered, in Unix milliseconds.</summary>
    public required long EntryMs { get; init; }

    public required double OpenRate { get; init; }

    public required Decimals Amount { get; init; }

    public required double AmountValue { get; init; }

    /// <summary>What the entry cost, fee included, at the open rate.</summary>
    public required double OpenValue { get; init; }

    /// <summary>What the entry cost, fee included, at the order's price, if that differs from the open rate; otherwise NaN.</summary>
    public required double Cost { get; init; }

    public required double Stake { get; init; }

    public required double Stop { get; init; }

    public required double StopRatio { get; init; }

    public required bool IsTrailing { get; init; }

    public required double Target { get; init; }

    public required Tick Tick { get; init; }

    public double MaxRate { get; set; }

    public double MinRate { get; set; }

    public BacktestExitReason ExitReason { get; set; }

    /// <summary>Whether an exit order rests.</summary>
    public bool IsExiting { get; set; }

    public double ExitRate { get; set; }

    public long ExitOrderMs { get; set; }
}
