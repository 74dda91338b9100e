namespace AgentBridge.Backtesting;

/// <summary>The funding of a pair, and what a trade's share of it is. Sums are taken in the order in which Freqtrade takes them.</summary>
internal sealed class FundingFees
{
    private const long SecondMs = 1_000;

    private readonly long[] _times;
    private readonly double[] _perCoin;
    private readonly long _checkMs;
    private readonly long _candleMs;

    /// <summary>Takes the payments that the rules know.</summary>
    /// <param name="payments">All payments, the oldest first.</param>
    /// <param name="candleMs">The length of the candles that the fills are on, in milliseconds.</param>
    /// <param name="rules">The rules of the run.</param>
    public FundingFees(IReadOnlyList<BacktestFunding> payments, long candleMs, BacktestRules rules)
    {
        (_checkMs, _candleMs) = (rules.FundingTimeframe.Milliseconds, candleMs);
        var known = payments.Select(p => p with { TimeMs = p.TimeMs - (p.TimeMs % SecondMs) }).Where(p => p.TimeMs % _checkMs == 0).ToList();
        _times = [.. known.Select(p => p.TimeMs)];
        _perCoin = [.. known.Select(p => p.Rate * p.MarkPrice)];
    }

    /// <summary>The funding that a trade has received since its last fill, up to the last check of it; negative if it has paid.</summary>
    public double Of(OpenTrade trade)
    {
        var untilMs = trade.CheckedMs;
        while (untilMs > trade.FilledMs && untilMs % _checkMs != 0)
        {
            untilMs -= _candleMs;
        }

        // Nothing was checked after the fill: what was due at the fill itself counts, on the amount before it.
        var isChecked = untilMs > trade.FilledMs;
        var sum = Sum(trade.FilledMs, isChecked ? untilMs : trade.FilledMs, isChecked ? trade.AmountValue : trade.FilledAmount);
        return trade.IsShort ? sum : -sum;
    }

    /// <summary>The payments of a position from one time to another, both included.</summary>
    private double Sum(long fromMs, long untilMs, double amount)
    {
        var found = Array.BinarySearch(_times, fromMs);
        var sum = 0.0;
        for (var i = found < 0 ? ~found : found; i < _times.Length && _times[i] <= untilMs; i++)
        {
            sum += _perCoin[i] * amount;
        }

        return sum;
    }
}
