using AgentBridge.Market;

namespace AgentBridge.ExchangeSimulator;

/// <summary>
/// One market: recorded candles up to the last closed one, shifted onto the wall clock, then the ones that are played. A candle
/// has an index: 0 is the oldest recorded one, the highest is the running one.
/// </summary>
internal sealed class MarketTape
{
    private readonly long[] _opens;
    private readonly Candle[] _recorded;

    public MarketTape(SimulatedMarket market, long lastClosedOpenMs, CandleShift shift, double holdShare, int steps)
    {
        var candles = market.Candles;
        Names = MarketNames.Of(candles.Symbol);
        Market = market;
        Grid = new PriceGrid(candles, market.TickSize);
        StepMs = candles.Timeframe.Milliseconds;
        Interval = KlineInterval.OfLength(StepMs)!;
        Shift = shift;
        var count = IndexAfter(candles, lastClosedOpenMs);
        _recorded = [.. Enumerable.Range(0, count).Select(i => candles[i] with { OpenTimeMs = candles.OpenTimes[i] + shift.ShiftMs })];
        _opens = [.. _recorded.Select(c => c.OpenTimeMs)];
        Path = new PricePath(Filled(candles, count, lastClosedOpenMs), _recorded[^1].Close, Grid, holdShare, steps);
        Prices = new PriceTimeline(Path, _recorded[^1].Close, shift.OriginMs, StepMs);
        Trades = new TradeTape(this);
    }

    public MarketNames Names { get; }

    public SimulatedMarket Market { get; }

    public PriceGrid Grid { get; }

    public KlineInterval Interval { get; }

    public long StepMs { get; }

    public CandleShift Shift { get; }

    public PricePath Path { get; }

    public PriceTimeline Prices { get; }

    public TradeTape Trades { get; }

    /// <summary>How many candles are recorded ones.</summary>
    public int RecordedCount => _recorded.Length;

    /// <summary>How many candles have opened by an instant, the running one included.</summary>
    public int Count(long nowMs) =>
        nowMs >= Shift.OriginMs
            ? _recorded.Length + (int)((nowMs - Shift.OriginMs) / StepMs) + 1
            : FirstAtOrAfter(nowMs + 1);

    /// <summary>The state of a candle at an instant. The last recorded one is complete even while it runs.</summary>
    public Candle At(int index, long nowMs) => index < _recorded.Length ? _recorded[index] : Prices.CandleOf(index - _recorded.Length, nowMs);

    /// <summary>The wall time at which a candle opens.</summary>
    public long OpenAt(int index) => index < _recorded.Length ? _opens[index] : Shift.OriginMs + ((long)(index - _recorded.Length) * StepMs);

    /// <summary>The first candle that opens at or after an instant, whether it has opened yet or not.</summary>
    public int FirstAtOrAfter(long ms)
    {
        if (ms >= Shift.OriginMs)
        {
            return (int)Math.Min(_recorded.Length + ((ms - Shift.OriginMs + StepMs - 1) / StepMs), int.MaxValue);
        }

        var found = Array.BinarySearch(_opens, ms);
        return found < 0 ? ~found : found;
    }

    /// <summary>Whether a recording has a place for the last closed candle: an open on its grid, from its first candle to its last.</summary>
    public static bool Covers(CandleSeries candles, long lastClosedOpenMs) =>
        lastClosedOpenMs >= candles.OpenTimes[0] && lastClosedOpenMs <= candles.OpenTimes[^1] && (lastClosedOpenMs - candles.OpenTimes[0]) % candles.Timeframe.Milliseconds == 0;

    private static int IndexAfter(CandleSeries candles, long lastClosedOpenMs)
    {
        var found = candles.OpenTimes.BinarySearch(lastClosedOpenMs);
        return found < 0 ? ~found : found + 1;
    }

    /// <summary>The candles after the last closed one, with gaps filled flat, so that each takes its full time.</summary>
    private static Candle[] Filled(CandleSeries candles, int from, long lastClosedOpenMs)
    {
        var (filled, step) = (new List<Candle>(candles.Count - from), candles.Timeframe.Milliseconds);
        var (open, close) = (lastClosedOpenMs + step, candles.Closes[from - 1]);
        for (var i = from; i < candles.Count; i++)
        {
            for (; open < candles.OpenTimes[i]; open += step)
            {
                filled.Add(new Candle(open, close, close, close, close, 0));
            }

            filled.Add(candles[i]);
            (open, close) = (open + step, candles.Closes[i]);
        }

        return [.. filled];
    }
}
