namespace AgentBridge.Backtesting;

/// <summary>What became of the signals of a backtest: each is counted once.</summary>
/// <param name="Opened">They opened a trade.</param>
/// <param name="OutsideRange">Their candle is warm-up, the last one, or not in the data.</param>
/// <param name="PositionOpen">Their pair had an open trade.</param>
/// <param name="NoSlot">All slots were taken.</param>
/// <param name="Locked">A protection had locked their pair, or all pairs.</param>
/// <param name="NoFunds">The stake was below the minimum, or above what was available.</param>
/// <param name="BeyondLevels">The open was at or below the stop, or at or above TP1.</param>
/// <param name="Unclosed">Their trade never closed: its exit at the end lay outside the last candle. Freqtrade 2026.9 leaves it out of its results.</param>
public sealed record BacktestCounts(int Opened, int OutsideRange, int PositionOpen, int NoSlot, int Locked, int NoFunds, int BeyondLevels, int Unclosed)
{
    /// <summary>Too little of R lay between the open and the stop (<see cref="FillOptions.MinRLeft"/>); realistic fills only.</summary>
    /// <value>0 by default.</value>
    public int StopTooClose { get; init; }

    /// <summary>Their entry found no volume, or had not arrived when the candles ended; realistic fills only.</summary>
    /// <value>0 by default.</value>
    public int NotFilled { get; init; }
}
