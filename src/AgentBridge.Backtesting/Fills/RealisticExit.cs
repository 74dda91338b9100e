using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>Plays a candle of an open trade: funding, then stop and target, as far as the volume allows.</summary>
internal sealed class RealisticExit(FillOptions fills, FillPrices prices, FillLedger ledger)
{
    /// <summary>Plays a candle. True: nothing of the trade is left.</summary>
    public bool Play(RealisticTrade trade, PairState pair, in Candle candle)
    {
        if (fills.FundingRate != 0)
        {
            ledger.Fund(trade, candle.OpenTimeMs, candle.Open, fills.FundingRate);
        }

        trade.MaxRate = Math.Max(trade.MaxRate, candle.High);
        trade.MinRate = Math.Min(trade.MinRate, candle.Low);
        if (candle.OpenTimeMs < trade.ExitsFromMs)
        {
            return false;
        }

        if (trade.IsSelling)
        {
            return Sell(trade, pair, candle, candle.Open, isMaker: false);
        }

        var touch = LevelTouch.Of(candle, trade.Stop, trade.Target, PricePath.StopFirst);
        if (touch.Reason == BacktestExitReason.Unspecified)
        {
            return false;
        }

        // At its own price a resting order may still be waiting behind others.
        var isMaker = fills.LimitTargets && touch.Reason == BacktestExitReason.Tp1;
        if (isMaker && candle.High <= trade.Target)
        {
            return false;
        }

        (trade.Reason, trade.IsSelling) = (touch.Reason, !isMaker);
        return Sell(trade, pair, candle, isMaker ? trade.Target : touch.Price, isMaker);
    }

    private bool Sell(RealisticTrade trade, PairState pair, in Candle candle, double reference, bool isMaker)
    {
        var most = prices.MostOf(candle.Volume) - (trade.Used.TimeMs == candle.OpenTimeMs ? trade.Used.Amount : 0);
        var amount = most >= trade.Left ? trade.Left : StepRounding.Down(Math.Max(0, most), pair.Step);
        if (!(amount > 0))
        {
            return false;
        }

        var price = isMaker ? reference : prices.Sold(reference, amount / candle.Volume, pair.Market.Tick);
        ledger.Sell(trade, candle.OpenTimeMs, amount, reference, price, isMaker);
        trade.Left = amount == trade.Left ? 0 : Decimals.Of(trade.Left, pair.Step.Places).Minus(Decimals.Of(amount, pair.Step.Places)).ToDouble();
        return trade.Left == 0;
    }
}
