using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>There are candles, possible ones, fresh ones, and enough of them with trades.</summary>
internal sealed class CandlesRule(RiskOptions options) : IRiskRule
{
    /// <summary>How many timeframes ago the newest candle may have closed.</summary>
    private const double MaxAge = 2;

    private readonly int _maxFlat = options.MaxFlatCandles;

    public ImmutableArray<DenyCodeInfo> Codes { get; } =
    [
        new(DenyCode.CandlesMissing, "CANDLES_MISSING", "there are no candles"),
        new(DenyCode.CandleInvalid, "CANDLE_INVALID", "one of the last 20 candles cannot exist (NaN, high below low, negative volume)", "candles"),
        new(DenyCode.CandlesStale, "CANDLES_STALE", "the newest candle closed more than two timeframes ago", "ms"),
        new(DenyCode.CandleGap, "CANDLE_GAP", "more than MAX_FLAT_CANDLES of the last 20 candles are without a trade", "candles"),
    ];

    public GateCheck Check(in RiskContext context)
    {
        var market = context.Market;
        if (market.Count <= 0 || market.TimeframeMs <= 0)
        {
            return GateCheck.Deny(DenyCode.CandlesMissing);
        }

        if (market.InvalidCandles != 0)
        {
            return GateCheck.Deny(DenyCode.CandleInvalid, market.InvalidCandles, 0);
        }

        var ageMs = Milliseconds.Between(market.CloseTimeMs, context.NowMs);
        if (!(ageMs <= MaxAge * market.TimeframeMs))
        {
            return GateCheck.Deny(DenyCode.CandlesStale, ageMs, MaxAge * market.TimeframeMs);
        }

        return market.FlatCandles >= 0 && market.FlatCandles <= _maxFlat ? GateCheck.Pass : GateCheck.Deny(DenyCode.CandleGap, market.FlatCandles, _maxFlat);
    }
}
