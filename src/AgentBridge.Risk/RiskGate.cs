using System.Diagnostics.CodeAnalysis;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Risk;

/// <summary>
/// The one path from a signal to an order. Every check answers with a code, never with an exception; anything missing, NaN,
/// stale or unset is denied. Settings and contract come first, then the rules in the order of their list (<see cref="RiskRules"/>).
/// </summary>
/// <threadsafety>Any number of threads may use one gate.</threadsafety>
public sealed class RiskGate
{
    private static readonly RuleCache Standard = new(RiskRules.Standard.With);
    private static readonly RuleCache Recorded = new(RiskRules.WithoutCandles);

    private readonly TimeProvider _timeProvider;
    private readonly RuleCache _rules;

    /// <summary>Creates a gate that uses a clock, with its own rules alone.</summary>
    /// <param name="timeProvider">The clock: the wall clock live, the candles' own in a replay.</param>
    public RiskGate(TimeProvider timeProvider)
        : this(timeProvider, RiskRules.Standard)
    {
    }

    /// <summary>Creates a gate that uses a clock.</summary>
    /// <param name="timeProvider">The clock: the wall clock live, the candles' own in a replay.</param>
    /// <param name="rules">The rules, in their order.</param>
    public RiskGate(TimeProvider timeProvider, RiskRules rules)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(rules);
        _timeProvider = timeProvider;
        _rules = ReferenceEquals(rules, RiskRules.Standard) ? Standard : new RuleCache(rules.With);
    }

    /// <summary>Checks a signal against the candles it was decided on; the ATR is computed from all of them.</summary>
    /// <param name="signal">The signal to check; <see langword="null"/> is denied.</param>
    /// <param name="candles">Closed candles, the deciding one last.</param>
    /// <param name="options">The gate's settings; <see langword="null"/> or invalid ones deny OPTIONS_INVALID.</param>
    public RiskVerdict ApplyRisk(TradingSignal? signal, CandleSeries? candles, RiskOptions? options)
    {
        // Without candles there is no pair to compare; the other checks still come first.
        if (candles is null || !_rules.TryFind(options, out _))
        {
            return ApplyRisk(signal, signal?.Symbol, default, options);
        }

        return ApplyRisk(signal, candles.Symbol, MarketTracker.StateOf(candles, options.AtrPeriod), options);
    }

    /// <summary>Checks a signal against a market state maintained elsewhere (<see cref="MarketTracker"/>): the fast path.</summary>
    /// <param name="signal">The signal to check; <see langword="null"/> is denied.</param>
    /// <param name="symbol">The pair of the candles.</param>
    /// <param name="market">The state as of the deciding candle.</param>
    /// <param name="options">The gate's settings; <see langword="null"/> or invalid ones deny OPTIONS_INVALID.</param>
    public RiskVerdict ApplyRisk(TradingSignal? signal, string? symbol, in MarketState market, RiskOptions? options)
    {
        if (!TryRead(_rules, signal, options, out var rules, out var denied))
        {
            return denied;
        }

        var context = RiskContext.Of(signal, market, _timeProvider.GetUtcNow().ToUnixTimeMilliseconds(), signal.Symbol, symbol);
        return Verdict(signal, rules.Check(context), options);
    }

    /// <summary>
    /// Judges a recorded signal without candles: validity, side, freshness, reward/risk and cap. For publishing one that was
    /// decided elsewhere; a live cycle always uses candles.
    /// </summary>
    /// <param name="signal">The signal to check; <see langword="null"/> is denied.</param>
    /// <param name="now">The clock's instant.</param>
    /// <param name="options">The gate's settings; <see langword="null"/> or invalid ones deny OPTIONS_INVALID.</param>
    public static RiskVerdict ApproveRecorded(TradingSignal? signal, DateTimeOffset now, RiskOptions? options) =>
        TryRead(Recorded, signal, options, out var rules, out var denied)
            ? Verdict(signal, rules.Check(RiskContext.Of(signal, default, now.ToUnixTimeMilliseconds())), options)
            : denied;

    /// <summary>
    /// The checks on a plan by the gate's own rules, without an allocation: for callers that stream plans and create a signal only for
    /// those that pass. The result is that of <see cref="ApplyRisk(TradingSignal, string, in MarketState, RiskOptions)"/> of a gate without further
    /// rules for the plan's signal, except for the pair.
    /// </summary>
    /// <param name="context">The plan, the market, the account and the instant.</param>
    /// <param name="options">The gate's settings; <see langword="null"/> or invalid ones deny OPTIONS_INVALID.</param>
    public static GateCheck Judge(in RiskContext context, RiskOptions? options)
    {
        if (!Standard.TryFind(options, out var rules))
        {
            return GateCheck.Deny(DenyCode.OptionsInvalid);
        }

        return PlanValidator.Validate(context.Plan, context.Tp2Share) is not null || context.Account.MaxCapitalPct is not (> 0 and <= 1)
            ? GateCheck.Deny(DenyCode.SignalInvalid)
            : rules.Check(context);
    }

    /// <summary>Whether a gate accepts settings; determined once for each.</summary>
    internal static bool Takes(RiskOptions options) => Standard.TryFind(options, out _);

    /// <summary>The checks before the rules, which need valid settings and a valid signal.</summary>
    private static bool TryRead(
        RuleCache known, [NotNullWhen(true)] TradingSignal? signal, [NotNullWhen(true)] RiskOptions? options, [NotNullWhen(true)] out RuleList? rules, out RiskVerdict denied)
    {
        denied = default;
        if (!known.TryFind(options, out rules))
        {
            denied = new RiskVerdict(GateCheck.Deny(DenyCode.OptionsInvalid), null);
            return false;
        }

        if (signal is null || SignalValidator.Validate(signal) is not null)
        {
            denied = new RiskVerdict(GateCheck.Deny(DenyCode.SignalInvalid), null);
            return false;
        }

        return true;
    }

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
