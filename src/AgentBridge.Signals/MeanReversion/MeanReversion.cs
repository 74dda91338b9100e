using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Long on each candle whose close is some standard deviations or more below the mean of the closes; short as far above it.</summary>
[Description("long while the close is two standard deviations or more below the mean of the closes")]
internal sealed class MeanReversion : SetupStream, IStrategy<MeanReversionOptions>
{
    private readonly double _entry;
    private readonly ZScoreState _z;

    private MeanReversion(MeanReversionOptions options)
        : base(options, $"z-score at or below -{CanonicalNumber.Format(options.Entry)}", $"z-score at or above {CanonicalNumber.Format(options.Entry)}")
    {
        _entry = options.Entry;
        _z = new ZScoreState(options.Period);
    }

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("mean-reversion", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(MeanReversionOptions options) => NeedsOf(options, ZScoreState.WarmUpOf(options.Period));

    /// <inheritdoc/>
    public static IStrategyStream Open(MeanReversionOptions options) => new MeanReversion(options);

    /// <inheritdoc/>
    protected override SignalSide Update(in Candle candle)
    {
        _ = _z.Update(candle.Close);
        return _z.Value <= -_entry ? SignalSide.Long : _z.Value >= _entry ? SignalSide.Short : SignalSide.Unspecified;
    }

    /// <summary>How far the z-score is beyond the entry, as a share of the entry.</summary>
    protected override double StrengthOf(int direction, in Candle candle, double risk) => ((-direction * _z.Value) - _entry) / _entry;
}
