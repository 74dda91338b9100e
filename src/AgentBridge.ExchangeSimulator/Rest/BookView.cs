namespace AgentBridge.ExchangeSimulator;

/// <summary>The order book of a market at an instant: the best bid is the price, the best ask one tick above it.</summary>
internal readonly record struct BookView(MarketTape Tape, double Price)
{
    public static BookView Of(MarketTape tape, long nowMs) => new(tape, tape.Prices.PriceAt(nowMs));

    public double Ask => AskAt(0);

    /// <summary>The number of bid levels that fit above zero.</summary>
    public int BidLevels(int wanted) => (int)Math.Clamp(Math.Ceiling((Price / Tape.Grid.Tick) - 1e-9), 1, wanted);

    public double BidAt(int level) => level == 0 ? Price : Tape.Grid.Move(Price, -level);

    public double AskAt(int level) => Tape.Grid.Move(Price, level + 1L);

    /// <summary>The amount on a level, in the base currency, in whole steps.</summary>
    public double Quantity(double price)
    {
        var step = Tape.Market.StepSize;
        return Math.Round(Math.Max(1, Math.Round(Tape.Market.BookNotional / price / step)) * step, 8);
    }
}
