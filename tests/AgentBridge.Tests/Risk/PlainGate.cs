using AgentBridge.Risk;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Risk;

/// <summary>A second implementation of the gate's checks, sequential and without rule objects, to compare the list of rules with.</summary>
internal static class PlainGate
{
    public static GateCheck ApplyRisk(GateCase c)
    {
        if (!IsValid(c.Options))
        {
            return Deny(DenyCode.OptionsInvalid);
        }

        if (c.Signal is null || SignalValidator.Validate(c.Signal) is not null)
        {
            return Deny(DenyCode.SignalInvalid);
        }

        var (signal, options, market) = (c.Signal, c.Options!, c.Market);
        if (signal.Side == SignalSide.Short && !options.AllowShort)
        {
            return Deny(DenyCode.SideNotAllowed);
        }

        if (!string.Equals(signal.Symbol, c.Symbol, StringComparison.Ordinal))
        {
            return Deny(DenyCode.SymbolMismatch);
        }

        var (timestamp, now) = (signal.Timestamp.ToUnixTimeMilliseconds(), c.Now.ToUnixTimeMilliseconds());
        return market.Count > 0 && timestamp != market.CloseTimeMs ? Deny(DenyCode.TimestampMismatch, timestamp, market.CloseTimeMs)
            : Age(timestamp, now, options) ?? Candles(market, now, options) ?? Stop(signal, market.Atr, options) ?? Reward(signal, options) ?? Capital(signal, options) ?? GateCheck.Pass;
    }

    public static GateCheck ApproveRecorded(GateCase c)
    {
        if (!IsValid(c.Options))
        {
            return Deny(DenyCode.OptionsInvalid);
        }

        if (c.Signal is null || SignalValidator.Validate(c.Signal) is not null)
        {
            return Deny(DenyCode.SignalInvalid);
        }

        return c.Signal.Side == SignalSide.Short && !c.Options!.AllowShort ? Deny(DenyCode.SideNotAllowed)
            : Age(c.Signal.Timestamp.ToUnixTimeMilliseconds(), c.Now.ToUnixTimeMilliseconds(), c.Options!) ?? Reward(c.Signal, c.Options!) ?? Capital(c.Signal, c.Options!) ?? GateCheck.Pass;
    }

    public static bool IsValid(RiskOptions? o) =>
        o is not null
        && o.MinAtrMultiple >= 0 && o.MinAtrMultiple <= o.MaxAtrMultiple && o.MaxAtrMultiple is > 0 and <= 100
        && o.MinRr is >= 0 and <= 100
        && o.RrBasis is RewardRiskBasis.Weighted or RewardRiskBasis.Tp1 or RewardRiskBasis.Tp2
        && o.MaxCapitalPct is >= 0 and <= 1
        && o.MaxFlatCandles is >= 0 and <= 20
        && o.MaxSignalAgeSec is >= 0 and <= 604_800
        && o.AtrPeriod is >= 1 and <= 500;

    private static GateCheck? Age(long timestamp, long now, RiskOptions options)
    {
        var age = (double)now - timestamp;
        return age < -5_000 ? Deny(DenyCode.SignalFromFuture, age, -5_000)
            : age <= options.MaxSignalAgeSec * 1000.0 ? null : Deny(DenyCode.SignalStale, age, options.MaxSignalAgeSec * 1000.0);
    }

    private static GateCheck? Candles(in MarketState market, long now, RiskOptions options)
    {
        var age = (double)now - market.CloseTimeMs;
        return market.Count <= 0 || market.TimeframeMs <= 0 ? Deny(DenyCode.CandlesMissing)
            : market.InvalidCandles != 0 ? Deny(DenyCode.CandleInvalid, market.InvalidCandles, 0)
            : !(age <= 2.0 * market.TimeframeMs) ? Deny(DenyCode.CandlesStale, age, 2.0 * market.TimeframeMs)
            : market.FlatCandles >= 0 && market.FlatCandles <= options.MaxFlatCandles ? null : Deny(DenyCode.CandleGap, market.FlatCandles, options.MaxFlatCandles);
    }

    private static GateCheck? Stop(TradingSignal signal, double atr, RiskOptions options)
    {
        var risk = RiskOf(signal);
        return double.IsNaN(atr) ? Deny(DenyCode.AtrNotReady)
            : !(atr > 0) || double.IsInfinity(atr) ? Deny(DenyCode.AtrNotPositive, atr, 0)
            : !(risk >= options.MinAtrMultiple * atr) ? Deny(DenyCode.StopTooNear, risk, options.MinAtrMultiple * atr)
            : risk <= options.MaxAtrMultiple * atr ? null : Deny(DenyCode.StopTooFar, risk, options.MaxAtrMultiple * atr);
    }

    private static GateCheck? Reward(TradingSignal signal, RiskOptions options)
    {
        var (one, two) = (signal.Risk.TakeProfits.First, signal.Risk.TakeProfits.Second);
        var (first, second) = (Won(signal, one.Price), Won(signal, two.Price));
        var reward = options.RrBasis == RewardRiskBasis.Tp1 ? first : options.RrBasis == RewardRiskBasis.Tp2 ? second : (one.SizePct * first) + (two.SizePct * second);
        var required = (options.MinRr - 1e-9) * RiskOf(signal);
        return reward >= required ? null : Deny(DenyCode.RewardRiskTooLow, reward, required);
    }

    private static GateCheck? Capital(TradingSignal signal, RiskOptions options) =>
        Math.Min(signal.Risk.MaxCapitalPct, options.MaxCapitalPct) > 0 ? null : Deny(DenyCode.CapitalNotPositive, options.MaxCapitalPct, 0);

    private static double RiskOf(TradingSignal signal) => -Won(signal, signal.Risk.InitialStop);

    private static double Won(TradingSignal signal, double price) => signal.Side == SignalSide.Long ? price - signal.Entry.Price : signal.Entry.Price - price;

    private static GateCheck Deny(DenyCode code, double measured = double.NaN, double limit = double.NaN) => new(false, code, measured, limit);
}
