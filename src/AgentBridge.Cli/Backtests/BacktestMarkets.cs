using System.Globalization;
using AgentBridge.Backtesting;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The markets of a backtest: from an exchangeInfo document, from options, or assumed.</summary>
internal static class BacktestMarkets
{
    // Freqtrade's own limit of the decimals of a step, and the simulator's.
    private const int MostDecimals = 8;

    private static readonly PriceStep AssumedStep = PriceStep.OfDecimals(MostDecimals);

    /// <summary>The price step of the data: 10^-d, where d is the most decimals of all prices, at most 8.</summary>
    public static PriceStep TickOf(CandleSeries candles) => PriceStep.OfDecimals(DecimalsOf(candles));

    /// <summary>The most decimals of all prices, at most 8.</summary>
    public static int DecimalsOf(CandleSeries candles)
    {
        var most = 0;
        foreach (var column in (ReadOnlySpan<int>)[0, 1, 2, 3])
        {
            foreach (var price in Column(candles, column))
            {
                while (most < MostDecimals && Math.Round(price, most) != price)
                {
                    most++;
                }
            }
        }

        return most;
    }

    /// <summary>A market without a document of the exchange.</summary>
    /// <param name="candles">The pair's candles.</param>
    /// <param name="tick">The price step; the data's where it is unknown.</param>
    /// <param name="step">The amount step; 1e-8 where it is unknown.</param>
    /// <param name="minNotional">The smallest value of an order.</param>
    /// <param name="maxAmount">The largest amount of an order.</param>
    /// <param name="assumptions">Takes what was assumed.</param>
    public static BacktestMarket Assumed(CandleSeries candles, PriceStep tick, PriceStep step, double? minNotional, double? maxAmount, List<string> assumptions)
    {
        var market = new BacktestMarket(tick.IsKnown ? tick : TickOf(candles), step.IsKnown ? step : AssumedStep)
        {
            MinCost = minNotional ?? 5,
            MaxAmount = maxAmount ?? double.PositiveInfinity,
        };
        var assumed = new List<string>();
        if (!tick.IsKnown)
        {
            assumed.Add($"price step {market.Tick} (from the data)");
        }

        if (!step.IsKnown)
        {
            assumed.Add($"amount step {market.Step}");
        }

        if (minNotional is null)
        {
            assumed.Add(string.Create(CultureInfo.InvariantCulture, $"smallest order {market.MinCost}"));
        }

        if (maxAmount is null)
        {
            assumed.Add("no largest order");
        }

        if (assumed.Count > 0)
        {
            assumptions.Add($"{candles.Symbol}: {string.Join(", ", assumed)}");
        }

        return market;
    }

    private static ReadOnlySpan<double> Column(CandleSeries candles, int column) => column switch
    {
        0 => candles.Opens,
        1 => candles.Highs,
        2 => candles.Lows,
        _ => candles.Closes,
    };
}
