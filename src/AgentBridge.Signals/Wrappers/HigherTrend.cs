using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// Lets a long through while the last whole candle of a higher timeframe closed above its simple average, a short while it closed below; neither where
/// they are equal.
/// </summary>
[Description("a wrapper: a plan of another strategy counts only in the direction of the trend on a higher timeframe")]
internal sealed class HigherTrend(HigherTrendOptions options, IStrategyStream wrapped, int own) : WrapperStream(wrapped), IStrategyWrapper<HigherTrendOptions>
{
    private readonly SmaState _average = new(options.HigherPeriod);
    private SignalSide _trend;

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("higher-trend", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(HigherTrendOptions options, StrategyNeeds wrapped) =>
        wrapped with { Feeds = [.. wrapped.Feeds, FeedRequest.Higher(options.HigherTimeframe, SmaState.WarmUpOf(options.HigherPeriod))] };

    /// <inheritdoc/>
    public static IStrategyStream Open(HigherTrendOptions options, IStrategyStream wrapped, StrategyNeeds needs) => new HigherTrend(options, wrapped, needs.Feeds.Length);

    /// <inheritdoc/>
    public override void OnFeed(int feed, in Candle candle)
    {
        if (feed != own)
        {
            base.OnFeed(feed, candle);
            return;
        }

        // After a candle that is refused there is no trend until the next one.
        _trend = !_average.Update(candle.Close) ? SignalSide.Unspecified
            : candle.Close > _average.Value ? SignalSide.Long
            : candle.Close < _average.Value ? SignalSide.Short
            : SignalSide.Unspecified;
    }

    /// <inheritdoc/>
    protected override bool Passes(in Candle candle, bool isPlanned, SignalSide side) => side == _trend;
}
