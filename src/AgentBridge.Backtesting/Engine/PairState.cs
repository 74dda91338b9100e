using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>A pair during a run: its columns as arrays' views, and what is derived from its market.</summary>
internal sealed class PairState
{
    public PairState(BacktestPair pair, int index, long startMs, BacktestRules rules)
    {
        Pair = pair;
        Index = index;
        Market = pair.Market;
        Offset = (int)((pair.Candles.OpenTimes[0] - startMs) / pair.Candles.Timeframe.Milliseconds);
        Step = Tick.Of(Market.Step);
        MarketTick = Tick.Of(Market.Tick);
        if (!rules.TickIsOfTheData && rules.Fills is null)
        {
            // These rules know steps by their number of decimals.
            (Step, MarketTick) = (Tick.OfPlaces(Step.Places), Tick.OfPlaces(MarketTick.Places));
        }

        Funding = pair.IsFuture ? new FundingFees(pair.Funding, (pair.Detail ?? pair.Candles).Timeframe.Milliseconds, rules) : null;
        Ticks = rules.TickIsOfTheData ? new DataTicks(pair.Candles) : null;
    }

    public BacktestPair Pair { get; }

    public int Index { get; }

    public BacktestMarket Market { get; }

    public CandleSeries Candles => Pair.Candles;

    /// <summary>The step of the run's clock at which its first candle opens.</summary>
    public int Offset { get; }

    public Tick Step { get; }

    /// <summary>The funding of a future; <see langword="null"/> for spot.</summary>
    public FundingFees? Funding { get; }

    /// <summary>The pair's open trade.</summary>
    public OpenTrade? Open { get; set; }

    /// <summary>The last step of the clock at which it was processed.</summary>
    public int Processed { get; set; } = -1;

    /// <summary>The last step of the clock at which its trade was replaced by one of the other side.</summary>
    public int Reversed { get; set; } = -1;

    private Tick MarketTick { get; }

    private DataTicks? Ticks { get; }

    /// <summary>The rows of the detail candles of a candle: from the first to before the last; empty without any.</summary>
    public (int From, int To) DetailOf(int row)
    {
        if (Pair.Detail is not { } detail)
        {
            return default;
        }

        var from = Candles.OpenTimes[row];
        return (IndexAt(detail, from), IndexAt(detail, from + Candles.Timeframe.Milliseconds));
    }

    /// <summary>The candles and the row that the pair goes through in a part of a step; none where its candles have ended, or no detail candle is left.</summary>
    public CandleSeries? PartOf(int step, int part, out int row)
    {
        row = step - Offset;
        if (row < 0 || row >= Candles.Count)
        {
            return null;
        }

        var (from, to) = DetailOf(row);
        if (from == to)
        {
            return part == 0 ? Candles : null;
        }

        row = from + part;
        return row < to ? Pair.Detail : null;
    }

    private static int IndexAt(CandleSeries candles, long timeMs)
    {
        var found = candles.OpenTimes.BinarySearch(timeMs);
        return found < 0 ? ~found : found;
    }

    /// <summary>The price step of a trade that opens at a time.</summary>
    public Tick TickAt(long timeMs) => Ticks?.DecimalsAt(timeMs) is > 0 and var places ? Tick.OfPlaces(places) : MarketTick;
}
