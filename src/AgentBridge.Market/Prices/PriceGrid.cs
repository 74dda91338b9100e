namespace AgentBridge.Market;

/// <summary>The prices of a known step, counted in steps.</summary>
public readonly struct PriceGrid
{
    private readonly double _units;

    internal PriceGrid(double units, double scale) => (_units, Scale) = (units, scale);

    internal double Scale { get; }

    /// <summary>A price, or a difference of prices, in steps; a whole number, up to rounding errors, if it is on the grid.</summary>
    public double StepsOf(double price) => _units == 1 ? price * Scale : price * Scale / _units;

    /// <summary>The price of a whole number of steps: one division of two exact numbers, so it is the double that its decimal text parses to.</summary>
    /// <param name="steps">A whole number.</param>
    public double PriceOf(double steps) => steps * _units / Scale;
}
