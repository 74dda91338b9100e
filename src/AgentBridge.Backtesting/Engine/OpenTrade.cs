using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>A trade while it is open, with its resting exit order, if there is one.</summary>
internal sealed class OpenTrade
{
    public required int Pair { get; init; }

    public required int Signal { get; init; }

    public bool IsShort { get; init; }

    public SignalSide Side => IsShort ? SignalSide.Short : SignalSide.Long;

    /// <summary>The price of a liquidation; 0 for a long trade and infinite for a short one without any.</summary>
    public double Liquidation { get; init; }

    /// <summary>Whether it ends by its stop and its targets alone, the stop being below it.</summary>
    public bool IsPlain { get; init; } = true;

    /// <summary>The open of the candle of its last fill, in Unix milliseconds.</summary>
    public required long FilledMs { get; set; }

    /// <summary>The amount that was open before that fill; of the entry, that of the entry.</summary>
    public required double FilledAmount { get; set; }

    /// <summary>The open of the last candle in which its exits were checked, in Unix milliseconds.</summary>
    public long CheckedMs { get; set; }

    /// <summary>The funding of the fills so far, in the quote currency.</summary>
    public double Funding { get; set; }

    /// <summary>The open of the candle in which it was entered, in Unix milliseconds.</summary>
    public required long EntryMs { get; init; }

    public required double OpenRate { get; set; }

    /// <summary>The price of the entry's order.</summary>
    public required Decimals EntryRate { get; init; }

    /// <summary>What is still open.</summary>
    public required Decimals Amount { get; set; }

    public required double AmountValue { get; set; }

    /// <summary>What was entered.</summary>
    public required double EntryAmount { get; init; }

    /// <summary>What the open amount cost, fee included, at the open rate.</summary>
    public required double OpenValue { get; set; }

    /// <summary>What the entry cost, fee included, at the order's price.</summary>
    public required double Cost { get; init; }

    public required double Stake { get; set; }

    public required double Stop { get; set; }

    /// <summary>The signal's stop, which <see cref="Stop"/> is computed from.</summary>
    public required double PlannedStop { get; init; }

    public required double StopRatio { get; set; }

    public required bool IsTrailing { get; set; }

    public required double Target { get; init; }

    public required BacktestExitReason TargetReason { get; init; }

    /// <summary>The target at which a part is still to be closed; beyond all prices if there is none.</summary>
    public required double PartialTarget { get; set; }

    public required double PartialShare { get; init; }

    /// <summary>The profit of what was closed, in the quote currency.</summary>
    public double Realized { get; set; }

    /// <summary>The value of what was closed, in the quote currency.</summary>
    public double PartialValue { get; set; }

    public required Tick Tick { get; init; }

    public double MaxRate { get; set; }

    public double MinRate { get; set; }

    public BacktestExitReason ExitReason { get; set; }

    /// <summary>Whether an exit order rests.</summary>
    public bool IsExiting { get; set; }

    public double ExitRate { get; set; }

    public long ExitOrderMs { get; set; }

    /// <summary>The profit of a part, from the values of its entry and its exit with their fees, and its funding.</summary>
    public double ProfitOf(double openValue, double closeValue, double funding) => IsShort ? openValue - (closeValue - funding) : closeValue + funding - openValue;

    /// <summary>A target that no price reaches.</summary>
    public static double NoTargetOf(bool isShort) => isShort ? double.NegativeInfinity : double.PositiveInfinity;

    /// <summary>What it is worth at a price, in the quote currency, without fees.</summary>
    public double ValueAt(double price) => IsShort ? (2 * Stake) - (AmountValue * price) : AmountValue * price;
}
