namespace AgentBridge.Backtesting;

/// <summary>A trade while it is open, under realistic fills.</summary>
internal sealed class RealisticTrade
{
    public required int Pair { get; init; }

    public required int Signal { get; init; }

    /// <summary>The open of the candle in which it was entered, in Unix milliseconds.</summary>
    public required long EntryMs { get; init; }

    public required double OpenRate { get; init; }

    public required double Amount { get; init; }

    public required double Stop { get; init; }

    public required double Target { get; init; }

    /// <summary>When its stop and target arrive at the exchange, in Unix milliseconds.</summary>
    public required long ExitsFromMs { get; init; }

    /// <summary>What the entry cost, fee included.</summary>
    public required double Paid { get; init; }

    /// <summary>What was sold, less fees.</summary>
    public double Received { get; set; }

    public double Funding { get; set; }

    /// <summary>Up to when funding is paid, in Unix milliseconds.</summary>
    public long FundedMs { get; set; }

    /// <summary>The amount that is still open.</summary>
    public double Left { get; set; }

    /// <summary>The value of what was sold before the last fill, without fees.</summary>
    public double PartialValue { get; set; }

    public double LastAmount { get; set; }

    public double LastRate { get; set; }

    public BacktestExitReason Reason { get; set; }

    /// <summary>Whether it is being sold at the market, and the candle's volume did not suffice.</summary>
    public bool IsSelling { get; set; }

    /// <summary>The candle whose volume its fills used last, by its open in Unix milliseconds, and the amount.</summary>
    public (long TimeMs, double Amount) Used { get; set; }

    public double MaxRate { get; set; }

    public double MinRate { get; set; }
}
