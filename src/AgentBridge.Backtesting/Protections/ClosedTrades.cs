namespace AgentBridge.Backtesting;

/// <summary>The closed trades of a run, as protections look at them.</summary>
/// <param name="trades">The closed trades in the order in which they closed.</param>
/// <param name="candleMs">The length of a candle, in milliseconds.</param>
/// <param name="wallet">The wallet at the start.</param>
/// <param name="rules">The rules of the run.</param>
internal sealed class ClosedTrades(List<BacktestTrade> trades, long candleMs, double wallet, BacktestRules rules)
{
    /// <summary>The index that stands for all pairs.</summary>
    public const int AllPairs = -1;

    private readonly List<BacktestTrade> _found = [];
    private int _summed;
    private double _sum;

    public long CandleMs => candleMs;

    public double Wallet => wallet;

    public BacktestRules Rules => rules;

    /// <summary>The time at which the protections are asked, in Unix milliseconds.</summary>
    public long NowMs { get; set; }

    /// <summary>The trades that closed within a period before now, in the order in which they closed; valid until the next call.</summary>
    /// <param name="period">The period; trades that closed exactly so long ago don't count.</param>
    /// <param name="pair">The pair, or <see cref="AllPairs"/>.</param>
    public List<BacktestTrade> Within(ProtectionPeriod period, int pair)
    {
        _found.Clear();
        var afterMs = NowMs - period.ToMilliseconds(candleMs);

        // Candles of a lower timeframe may close trades of one candle in another order than that of time.
        var first = trades.Count;
        while (first > 0 && trades[first - 1].CloseTimeMs > afterMs - candleMs)
        {
            first--;
        }

        for (var i = first; i < trades.Count; i++)
        {
            if (trades[i].CloseTimeMs > afterMs && (pair == AllPairs || trades[i].Pair == pair))
            {
                _found.Add(trades[i]);
            }
        }

        return _found;
    }

    /// <summary>The profit of the trades that closed before a period, in the quote currency. The ends of the periods of a run never fall.</summary>
    public double ProfitBefore(ProtectionPeriod period)
    {
        var untilMs = NowMs - period.ToMilliseconds(candleMs);
        while (_summed < trades.Count && trades[_summed].CloseTimeMs <= untilMs)
        {
            _sum += trades[_summed++].ProfitAbs;
        }

        var sum = _sum;
        for (var i = _summed; i < trades.Count && trades[i].CloseTimeMs <= untilMs + candleMs; i++)
        {
            sum += trades[i].CloseTimeMs <= untilMs ? trades[i].ProfitAbs : 0;
        }

        return sum;
    }
}
