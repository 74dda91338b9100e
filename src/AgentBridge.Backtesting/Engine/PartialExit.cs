using System.Numerics;
using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>Closes a part of a trade, in the candle after its first target was reached, at that candle's open.</summary>
internal sealed class PartialExit(BacktestRules rules, Decimals fee)
{
    // The decimals of a quotient in Freqtrade.
    private const int QuotientPlaces = 18;

    /// <summary>Plays one candle of an open trade. True: a part was closed.</summary>
    public bool Play(OpenTrade trade, PairState pair, CandleSeries candles, int row)
    {
        if (!(trade.IsShort ? trade.MinRate <= trade.PartialTarget : trade.MaxRate >= trade.PartialTarget) || (trade.IsExiting && !rules.RestingExitIsReviewed))
        {
            return false;
        }

        var open = candles.Opens[row];
        var amount = StepRounding.Down(AmountOf(trade, open), pair.Step);
        var price = rules.RoundsEveryPrice ? Decimals.Of(open, trade.Tick.Places).Nearest(trade.Tick) : open;
        if (!(amount > 0) || !((trade.AmountValue - amount) * open >= StakeRules.LeastRest(pair.Market, open)) || price < candles.Lows[row] || price > candles.Highs[row])
        {
            return false;
        }

        trade.CheckedMs = candles.OpenTimes[row];
        Close(trade, Decimals.Of(amount, pair.Step.Places), amount, price, pair.Funding?.Of(trade) ?? 0);
        return true;
    }

    private double AmountOf(OpenTrade trade, double open)
    {
        var asked = trade.PartialShare * trade.Stake;
        if (!rules.HasNewPartialExits)
        {
            return asked / open;
        }

        var (part, whole) = (Decimals.Of(asked, trade.Amount.Places), Decimals.Of(trade.Stake, trade.Amount.Places));
        var product = (BigInteger)part.Digits * trade.Amount.Digits;
        return Quotient(product, part.Places + trade.Amount.Places, whole.Digits, whole.Places);
    }

    private void Close(OpenTrade trade, Decimals amount, double amountValue, double price, double funding)
    {
        var average = trade.EntryRate.CutAt18();
        var closeValue = Decimals.Value(amount, Decimals.Of(price, trade.Tick.Places), fee, isPaid: trade.IsShort);
        var openValue = Decimals.Value(amount, average, fee, isPaid: !trade.IsShort);
        var left = trade.Amount.Minus(amount);
        trade.Realized += EightDecimals.Round(trade.ProfitOf(openValue, closeValue, rules.HasNewFutures ? funding : 0));
        trade.Funding += funding;
        (trade.FilledMs, trade.FilledAmount) = (trade.CheckedMs, trade.AmountValue);
        trade.PartialValue += amountValue * price;
        trade.PartialTarget = OpenTrade.NoTargetOf(trade.IsShort);
        trade.IsExiting = false;

        // What is left is worth the entry less what was closed at the average price, which is cut.
        var places = trade.EntryRate.Places + Math.Max(trade.Amount.Places, amount.Places);
        var stake = Scaled(trade.EntryRate, trade.Amount, places) - Scaled(average, amount, places);
        trade.Stake = Decimals.Rounded(stake, places);
        var rate = Quotient(stake, places, left.Digits, left.Places);
        trade.OpenRate = rules.RoundsEveryPrice ? Decimals.Of(rate, trade.Tick.Places).Nearest(trade.Tick) : rate;
        trade.Amount = left;
        trade.AmountValue = left.ToDouble();
        trade.OpenValue = Decimals.Value(left, average, fee, isPaid: !trade.IsShort);
        SetStop(trade, price);
    }

    /// <summary>The stop is set anew from the price of the partial exit; then, as after an entry, its distance from the open rate may raise it.</summary>
    private void SetStop(OpenTrade trade, double price)
    {
        var ratio = StopRules.RatioOf(trade.PlannedStop, price, trade.IsShort);
        if (StopRules.IsTighter(price, trade.Stop, trade.IsShort) && ratio is > 0 and < 1)
        {
            trade.Stop = StopRules.At(price, ratio, trade.IsShort, trade.Tick, rules);
            trade.StopRatio = ratio;
        }

        var again = StopRules.At(trade.OpenRate, trade.StopRatio, trade.IsShort, trade.Tick, rules);
        if (StopRules.IsTighter(again, trade.Stop, trade.IsShort))
        {
            (trade.Stop, trade.IsTrailing) = (again, true);
        }
    }

    private static BigInteger Scaled(Decimals rate, Decimals amount, int places) => (BigInteger)rate.Digits * amount.Digits * BigInteger.Pow(10, places - rate.Places - amount.Places);

    /// <summary>A quotient cut at 18 decimals.</summary>
    private static double Quotient(BigInteger number, int places, BigInteger divisor, int divisorPlaces)
    {
        var shift = QuotientPlaces - places + divisorPlaces;
        return Decimals.Rounded((shift >= 0 ? number * BigInteger.Pow(10, shift) : number / BigInteger.Pow(10, -shift)) / divisor, QuotientPlaces);
    }
}
