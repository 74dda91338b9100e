using AgentBridge.Market;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The prices that a market can have: whole ticks.</summary>
internal sealed class PriceGrid
{
    private const int MostDigits = 8;

    private readonly int _digits;

    public PriceGrid(CandleSeries candles, double? tick)
    {
        var digits = Digits(candles);
        Tick = tick ?? Math.Round(Math.Pow(10, -digits), digits);

        // A recorded price keeps its decimals even if a coarser tick is requested.
        _digits = Math.Max(digits, DigitsOf(Tick, 15));
    }

    public double Tick { get; }

    public double Round(double price) => Math.Max(Tick, Math.Round(Math.Round(price / Tick) * Tick, _digits));

    /// <summary>The price some ticks above, or below where negative.</summary>
    public double Move(double price, long ticks) => Math.Round(price + (ticks * Tick), _digits);

    private static int Digits(CandleSeries candles)
    {
        var most = 0;
        foreach (var column in new[] { candles.Opens.ToArray(), candles.Highs.ToArray(), candles.Lows.ToArray(), candles.Closes.ToArray() })
        {
            foreach (var price in column)
            {
                most = Math.Max(most, Math.Round(price, most) == price ? most : DigitsOf(price, MostDigits));
            }
        }

        return most;
    }

    private static int DigitsOf(double value, int most)
    {
        var digits = 0;
        while (digits < most && Math.Round(value, digits) != value)
        {
            digits++;
        }

        return digits;
    }
}
