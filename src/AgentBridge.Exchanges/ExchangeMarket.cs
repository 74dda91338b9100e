using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>The steps and limits of a market, as an exchange states them.</summary>
/// <param name="Pair">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Tick">The step of prices; unknown where the exchange has none.</param>
/// <param name="Step">The step of amounts, in the base currency; unknown where the exchange has none.</param>
/// <param name="MinAmount">The smallest amount of an order, in the base currency; 0 where there is none.</param>
/// <param name="MaxAmount">The largest amount of an order; infinite where there is none.</param>
/// <param name="MinCost">The smallest value of an order, in the quote currency; 0 where there is none.</param>
/// <param name="MaxCost">The largest value of an order; infinite where there is none.</param>
public sealed record ExchangeMarket(string Pair, PriceStep Tick, PriceStep Step, double MinAmount, double MaxAmount, double MinCost, double MaxCost);
