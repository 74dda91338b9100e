using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Refuses sides, funding and leverage tiers on which the rules would give wrong results.</summary>
internal static class FuturesChecks
{
    public static void Require(BacktestPair pair)
    {
        var symbol = pair.Candles.Symbol;
        foreach (var signal in pair.Signals)
        {
            if (signal.Side is not (SignalSide.Long or SignalSide.Short))
            {
                throw new BacktestException("SIDE_INVALID", $"{symbol}: a signal has no side");
            }

            if (signal.Side == SignalSide.Short && !pair.IsFuture)
            {
                throw new BacktestException("SHORT_ON_SPOT", $"{symbol} has short signals, and Freqtrade has no shorts on spot; give the future, such as {symbol}:{symbol[(symbol.IndexOf('/', StringComparison.Ordinal) + 1)..]}, or long signals only");
            }
        }

        for (var i = 0; i < pair.Funding.Count; i++)
        {
            var payment = pair.Funding[i];
            if (!double.IsFinite(payment.Rate) || !(payment.MarkPrice > 0) || !double.IsFinite(payment.MarkPrice) || (i > 0 && payment.TimeMs <= pair.Funding[i - 1].TimeMs))
            {
                throw new BacktestException("FUNDING_INVALID", $"{symbol}: funding must be sorted by time, with rates that are numbers and mark prices above 0");
            }
        }

        var tiers = pair.Market.LeverageTiers;
        for (var i = 0; i < tiers.Count; i++)
        {
            var isNext = i == 0 ? tiers[i].MinNotional == 0 : tiers[i].MinNotional > tiers[i - 1].MinNotional;
            if (!isNext || !(tiers[i].MaxNotional > tiers[i].MinNotional) || tiers[i].MaintenanceRate is not (>= 0 and < 1) || !(tiers[i].MaintenanceAmount >= 0))
            {
                throw new BacktestException("TIERS_INVALID", $"{symbol}: leverage tiers must begin at 0, be sorted, and have maintenance rates from 0 to below 1");
            }
        }
    }
}
