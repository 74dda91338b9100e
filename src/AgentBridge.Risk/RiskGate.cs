using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Risk;

/// <summary>
/// The one path from a signal to an order. Every check answers with a code, never with an exception; anything missing, NaN,
/// stale or unset is denied. The codes' numbers are the order of the checks.
/// </summary>
/// <threadsafety>Any number of threads may use one gate.</threadsafety>
public sealed class RiskGate
{
    private const double RewardTolerance = 1e-9;
    private static readonly double SkewMs = LatestSignal.MaxSkew.TotalMilliseconds;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates a gate that uses a clock.</summary>
    /// <param name="timeProvider">The clock: the wall clock live, the candles' own in a replay.</param>
    public RiskGate(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _timeProvider = timeProvider;
    }

    /// <summary>Checks a signal against the candles it was decided on; the ATR is computed from all of them.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="candles">Closed candles, the deciding one last.</param>
    /// <param name="options">The settings.</param>
    public RiskVerdict ApplyRisk(TradingSignal? signal, CandleSeries? candles, RiskOptions? options)
    {
        // Without candles there is no pair to compare; the other checks still come first.
        if (candles is null || options is not { IsValid: true })
        {
            return ApplyRisk(signal, signal?.Symbol, default, options);
        }

        return ApplyRisk(signal, candles.Symbol, MarketTracker.StateOf(candles, options.AtrPeriod), options);
    }

    /// <summary>Checks a signal against a market state maintained elsewhere (<see cref="MarketTracker"/>): the fast path.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="symbol">The pair of the candles.</param>
    /// <param name="market">The state as of the deciding candle.</param>
    /// <param name="options">The settings.</param>
    public RiskVerdict ApplyRisk(TradingSignal? signal, string? symbol, in MarketState market, RiskOptions? options)
    {
        if (!IsReadable(signal, options, out var denied))
        {
            return new RiskVerdict(GateCheck.Deny(denied), null);
        }

        if (!string.Equals(signal.Symbol, symbol, StringComparison.Ordinal))
        {
            return new RiskVerdict(GateCheck.Deny(DenyCode.SymbolMismatch), null);
        }

        var context = RiskContext.Of(signal, market, _timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        return Verdict(signal, JudgeNumbers(context, options), options);
    }

    /// <summary>
    /// Judges a recorded signal without candles: validity, side, freshness, reward/risk and cap. For publishing one that was
    /// decided elsewhere; a live cycle always uses candles.
    /// </summary>
    /// <param name="signal">The signal.</param>
    /// <param name="now">The clock's instant.</param>
    /// <param name="options">The settings.</param>
    public static RiskVerdict ApproveRecorded(TradingSignal? signal, DateTimeOffset now, RiskOptions? options)
    {
        if (!IsReadable(signal, options, out var denied))
        {
            return new RiskVerdict(GateCheck.Deny(denied), null);
        }

        var context = RiskContext.Of(signal, default, now.ToUnixTimeMilliseconds());
        var check = CheckAge(context, options);
        check = check.Passed ? CheckReward(context, options) : check;
        return Verdict(signal, check.Passed ? CheckCapital(context, options) : check, options);
    }

    /// <summary>
    /// The checks on a plan, in the order of the rules, without an allocation: for callers that stream plans and create a signal
    /// only for those that pass. The result is that of <see cref="ApplyRisk(TradingSignal, string, in MarketState, RiskOptions)"/>
    /// for the plan's signal, except for the pair.
    /// </summary>
    /// <param name="context">The plan, the market and the instant.</param>
    /// <param name="options">The settings.</param>
    public static GateCheck Judge(in RiskContext context, RiskOptions? options)
    {
        if (options is not { IsValid: true })
        {
            return GateCheck.Deny(DenyCode.OptionsInvalid);
        }

        if (PlanValidator.Validate(context.Plan, context.Tp2Share) is not null || context.MaxCapitalPct is not (> 0 and <= 1))
        {
            return GateCheck.Deny(DenyCode.SignalInvalid);
        }

        return IsSideAllowed(context.Plan.Side, options) ? JudgeNumbers(context, options) : GateCheck.Deny(DenyCode.SideNotAllowed);
    }

    /// <summary>The checks that need neither clock nor candles.</summary>
    private static bool IsReadable([NotNullWhen(true)] TradingSignal? signal, [NotNullWhen(true)] RiskOptions? options, out DenyCode denied)
    {
        if (options is not { IsValid: true })
        {
            denied = DenyCode.OptionsInvalid;
            return false;
        }

        if (signal is null || SignalValidator.Validate(signal) is not null)
        {
            denied = DenyCode.SignalInvalid;
            return false;
        }

        denied = DenyCode.SideNotAllowed;
        return IsSideAllowed(signal.Side, options);
    }

    private static GateCheck JudgeNumbers(in RiskContext context, RiskOptions options)
    {
        if (context.Market.Count > 0 && context.TimestampMs != context.Market.CloseTimeMs)
        {
            return GateCheck.Deny(DenyCode.TimestampMismatch, context.TimestampMs, context.Market.CloseTimeMs);
        }

        var check = CheckAge(context, options);
        check = check.Passed ? CheckCandles(context.Market, context.NowMs, options) : check;
        check = check.Passed ? CheckStop(context, options) : check;
        check = check.Passed ? CheckReward(context, options) : check;
        return check.Passed ? CheckCapital(context, options) : check;
    }

    private static bool IsSideAllowed(SignalSide side, RiskOptions options) =>
        side == SignalSide.Long || (side == SignalSide.Short && options.AllowShort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static GateCheck CheckAge(in RiskContext context, RiskOptions options)
    {
        var ageMs = MillisecondsBetween(context.TimestampMs, context.NowMs);
        if (ageMs < -SkewMs)
        {
            return GateCheck.Deny(DenyCode.SignalFromFuture, ageMs, -SkewMs);
        }

        return ageMs <= options.MaxSignalAgeSec * 1000.0
            ? GateCheck.Pass
            : GateCheck.Deny(DenyCode.SignalStale, ageMs, options.MaxSignalAgeSec * 1000.0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static GateCheck CheckCandles(in MarketState market, long nowMs, RiskOptions options)
    {
        if (market.Count <= 0 || market.TimeframeMs <= 0)
        {
            return GateCheck.Deny(DenyCode.CandlesMissing);
        }

        if (market.InvalidCandles != 0)
        {
            return GateCheck.Deny(DenyCode.CandleInvalid, market.InvalidCandles, 0);
        }

        var ageMs = MillisecondsBetween(market.CloseTimeMs, nowMs);
        if (!(ageMs <= 2.0 * market.TimeframeMs))
        {
            return GateCheck.Deny(DenyCode.CandlesStale, ageMs, 2.0 * market.TimeframeMs);
        }

        return market.FlatCandles >= 0 && market.FlatCandles <= options.MaxFlatCandles
            ? GateCheck.Pass
            : GateCheck.Deny(DenyCode.CandleGap, market.FlatCandles, options.MaxFlatCandles);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static GateCheck CheckStop(in RiskContext context, RiskOptions options)
    {
        var atr = context.Market.Atr;
        if (double.IsNaN(atr))
        {
            return GateCheck.Deny(DenyCode.AtrNotReady);
        }

        if (!(atr > 0) || double.IsInfinity(atr))
        {
            return GateCheck.Deny(DenyCode.AtrNotPositive, atr, 0);
        }

        var risk = context.RiskPerUnit;
        if (!(risk >= options.MinAtrMultiple * atr))
        {
            return GateCheck.Deny(DenyCode.StopTooNear, risk, options.MinAtrMultiple * atr);
        }

        return risk <= options.MaxAtrMultiple * atr ? GateCheck.Pass : GateCheck.Deny(DenyCode.StopTooFar, risk, options.MaxAtrMultiple * atr);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static GateCheck CheckReward(in RiskContext context, RiskOptions options)
    {
        var first = context.RewardPerUnit(context.Plan.Tp1);
        var second = context.RewardPerUnit(context.Plan.Tp2);
        var reward = options.RrBasis switch
        {
            RewardRiskBasis.Weighted => (context.Plan.Tp1Share * first) + (context.Tp2Share * second),
            RewardRiskBasis.Tp1 => first,
            RewardRiskBasis.Tp2 => second,
            _ => double.NaN,
        };
        var required = (options.MinRr - RewardTolerance) * context.RiskPerUnit;
        return reward >= required ? GateCheck.Pass : GateCheck.Deny(DenyCode.RewardRiskTooLow, reward, required);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static GateCheck CheckCapital(in RiskContext context, RiskOptions options) =>
        Math.Min(context.MaxCapitalPct, options.MaxCapitalPct) > 0 ? GateCheck.Pass : GateCheck.Deny(DenyCode.CapitalNotPositive, options.MaxCapitalPct, 0);

    /// <summary>In double, so that absurd instants cannot wrap round into fresh ones.</summary>
    private static double MillisecondsBetween(long from, long to) => (double)to - from;

    private static RiskVerdict Verdict(TradingSignal signal, in GateCheck check, RiskOptions options)
    {
        if (!check.Passed)
        {
            return new RiskVerdict(check, null);
        }

        // The cap is lowered, never raised.
        var capped = signal.Risk.MaxCapitalPct <= options.MaxCapitalPct
            ? signal
            : signal with { Risk = signal.Risk with { MaxCapitalPct = options.MaxCapitalPct } };
        return new RiskVerdict(check, new ApprovedSignal(capped));
    }
}
