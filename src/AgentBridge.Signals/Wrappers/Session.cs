using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Lets a plan through if its candle opened within the session: hours of the day in UTC, with or without weekends.</summary>
[Description("a wrapper: a plan of another strategy counts only on candles that open in the session")]
internal sealed class Session(SessionOptions options, IStrategyStream wrapped) : WrapperStream(wrapped), IStrategyWrapper<SessionOptions>
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    // 1970-01-01 was a Thursday; days are counted from the Monday of its week.
    private const int FirstDay = 3;
    private const int FirstWeekendDay = 5;

    private readonly long _fromMs = options.SessionFrom * HourMs;
    private readonly long _toMs = options.SessionTo * HourMs;

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("session", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(SessionOptions options, StrategyNeeds wrapped)
    {
        var own = TimeSpan.FromDays(options.SessionWeekends ? 1 : 7);
        return wrapped with { ClockPeriod = own > wrapped.ClockPeriod ? own : wrapped.ClockPeriod };
    }

    /// <inheritdoc/>
    public static IStrategyStream Open(SessionOptions options, IStrategyStream wrapped, StrategyNeeds needs) => new Session(options, wrapped);

    /// <inheritdoc/>
    protected override bool Passes(in Candle candle, bool isPlanned, SignalSide side)
    {
        if (!isPlanned)
        {
            return false;
        }

        var day = Math.DivRem(candle.OpenTimeMs, DayMs, out var timeOfDay);
        if (timeOfDay < 0)
        {
            (day, timeOfDay) = (day - 1, timeOfDay + DayMs);
        }

        var isOpen = _fromMs < _toMs ? timeOfDay >= _fromMs && timeOfDay < _toMs : timeOfDay >= _fromMs || timeOfDay < _toMs;
        var weekday = (((day + FirstDay) % 7) + 7) % 7;
        return isOpen && (options.SessionWeekends || weekday < FirstWeekendDay);
    }
}
