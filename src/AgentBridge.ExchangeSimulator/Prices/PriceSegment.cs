namespace AgentBridge.ExchangeSimulator;

/// <summary>The movement of the price from an instant on: it stays (a length of 0), or it moves along the path.</summary>
/// <param name="FromMs">The first instant.</param>
/// <param name="Position">The position on the path at that instant; kept while the price stays.</param>
/// <param name="PointMs">The duration of a point while the price moves, in milliseconds; 0 while it stays.</param>
/// <param name="Price">The price while it stays.</param>
/// <param name="IsTrade">Whether the price was set by a command, which counts as a trade.</param>
internal readonly record struct PriceSegment(long FromMs, double Position, double PointMs, double Price, bool IsTrade)
{
    public bool IsPlaying => PointMs > 0;

    /// <summary>The place on the path at an instant of the segment.</summary>
    public double PositionAt(long ms) => IsPlaying ? Position + ((ms - FromMs) / PointMs) : Position;
}
