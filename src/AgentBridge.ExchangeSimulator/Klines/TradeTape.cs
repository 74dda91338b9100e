namespace AgentBridge.ExchangeSimulator;

/// <summary>One aggregate trade.</summary>
internal readonly record struct SimulatedTrade(long Id, long TimeMs, double Price, double Quantity, bool IsBuyerMaker);

/// <summary>
/// The trades that candles represent: one at each point (open, low, high, close) of a candle, recorded or played, and one for
/// each price that was set. Ids count from 0 at the oldest recorded candle.
/// </summary>
internal sealed class TradeTape(MarketTape tape)
{
    private const int PerCandle = 4;

    private long RecordedCount => (long)tape.RecordedCount * PerCandle;

    /// <summary>How many trades there have been by an instant.</summary>
    public long Count(long nowMs)
    {
        if (nowMs < tape.Shift.OriginMs)
        {
            var candles = tape.Count(nowMs);
            return candles == 0 ? 0 : ((candles - 1L) * PerCandle) + Math.Min(PerCandle, ((nowMs - tape.OpenAt(candles - 1)) / (tape.StepMs / PerCandle)) + 1);
        }

        return RecordedCount + Runs(nowMs).Sum(run => run.Count);
    }

    /// <summary>Trades from an id on, oldest first, that have been by an instant.</summary>
    public IEnumerable<SimulatedTrade> From(long id, long nowMs)
    {
        var count = Count(nowMs);
        var previous = id > 0 && id <= count ? At(id - 1, nowMs).Price : double.NaN;
        for (; id < count; id++)
        {
            var (time, price, quantity) = At(id, nowMs);
            yield return new SimulatedTrade(id, time, price, Math.Max(quantity, tape.Market.StepSize), price < previous);
            previous = price;
        }
    }

    /// <summary>The first trade at or after an instant; the count if there is none.</summary>
    public long FirstAtOrAfter(long ms, long nowMs)
    {
        var (low, high) = (0L, Count(nowMs));
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = At(middle, nowMs).TimeMs < ms ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private (long TimeMs, double Price, double Quantity) At(long id, long nowMs)
    {
        if (id < RecordedCount)
        {
            var candle = tape.At((int)(id / PerCandle), nowMs);
            var point = id % PerCandle;
            var price = point switch { 0 => candle.Open, 1 => candle.Low, 2 => candle.High, _ => candle.Close };
            return (candle.OpenTimeMs + (point * (tape.StepMs / PerCandle)), price, candle.Volume / PerCandle);
        }

        var rest = id - RecordedCount;
        foreach (var run in Runs(nowMs))
        {
            if (rest < run.Count)
            {
                var segment = run.Segment;
                var unit = run.FirstUnit + (int)rest;
                return segment.IsPlaying
                    ? (segment.FromMs + (long)Math.Ceiling((unit - segment.Position) * segment.PointMs), tape.Path.PointAt(unit), tape.Path.PointVolume(unit))
                    : (segment.FromMs, segment.Price, tape.Market.StepSize);
            }

            rest -= run.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(id));
    }

    private IEnumerable<(PriceSegment Segment, int FirstUnit, int Count)> Runs(long nowMs)
    {
        var segments = tape.Prices.Segments;
        for (var i = 0; i < segments.Count && segments[i].FromMs <= nowMs; i++)
        {
            var segment = segments[i];
            if (!segment.IsPlaying)
            {
                yield return (segment, 0, segment.IsTrade ? 1 : 0);
                continue;
            }

            // The points within the segment: its start and now are included, the next segment's start is not.
            var last = i + 1 < segments.Count ? Math.Min(nowMs, segments[i + 1].FromMs - 1) : nowMs;
            var first = (int)Math.Ceiling(segment.Position);
            var end = (int)Math.Min(Math.Floor(segment.PositionAt(last)) + 1, tape.Path.End);
            yield return (segment, first, Math.Max(0, end - first));
        }
    }
}
