namespace AgentBridge.ExchangeSimulator;

/// <summary>What the price does from an instant on: it stands (a length of 0), or it goes along the path.</summary>
/// <param name="FromMs">The first instant.</param>
/// <param name="Position">The place on the path at that instant; kept while the price stands.</param>
/// <param name="PointMs">How long a point lasts while it goes; 0 while it stands.</param>
/// <param name="Price">The price while it stands.</param>
/// <param name="IsTrade">Whether somebody set the price, which is a trade.</param>
internal readonly record struct PriceSegment(long FromMs, double Position, double PointMs, double Price, bool IsTrade)
{
    public bool IsPlaying => PointMs > 0;

    /// <summary>The place on the path at an instant of the segment.</summary>
    public double PositionAt(long ms) => IsPlaying ? Position + ((ms - FromMs) / PointMs) : Position;
}
