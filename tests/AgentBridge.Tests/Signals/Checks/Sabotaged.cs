using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.Signals.Checks;

/// <summary>Strategies without options.</summary>
internal sealed record NoOptions;

/// <summary>The simple rule of the sabotaged strategies: every candle that closes above its open, in a band of one percent.</summary>
internal abstract class PlainBase : IStrategyStream
{
    public virtual bool OnCandle(in Candle candle, out TradePlan plan)
    {
        var rises = candle.IsPossible && candle.Close > candle.Open;
        plan = rises ? Plan(candle) : default;
        return rises;
    }

    protected static TradePlan Plan(in Candle candle, string rationale = "rises") =>
        new(SignalSide.Long, candle.Close * 0.99, candle.Close * 1.01, candle.Close * 1.02, 0.5, rationale);
}

internal sealed class Plain : PlainBase, IStrategy<NoOptions>
{
    public static StrategyName Name { get; } = new("plain", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new Plain();
}

/// <summary>Keeps the candles of earlier runs and looks up the next one.</summary>
internal sealed class LooksAhead : PlainBase, IStrategy<NoOptions>
{
    private static readonly Dictionary<long, double> Seen = [];

    public static StrategyName Name { get; } = new("looks-ahead", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new LooksAhead();

    public static void Forget() => Seen.Clear();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        Seen[candle.OpenTimeMs] = candle.Close;
        var nextRises = Seen.TryGetValue(candle.OpenTimeMs + 300_000, out var next) && next > candle.Close;
        plan = Plan(candle);
        return nextRises;
    }
}

/// <summary>Reads the clock.</summary>
internal sealed class AsksTheClock : PlainBase, IStrategy<NoOptions>
{
    public static StrategyName Name { get; } = new("asks-the-clock", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new AsksTheClock();

    public override bool OnCandle(in Candle candle, out TradePlan plan) =>
        base.OnCandle(candle, out plan) && System.Diagnostics.Stopwatch.GetTimestamp() / 7 % 2 == 0;
}

/// <summary>Formats numbers in the current culture.</summary>
internal sealed class SpeaksTheCulture : PlainBase, IStrategy<NoOptions>
{
    public static StrategyName Name { get; } = new("speaks-the-culture", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new SpeaksTheCulture();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        var rises = base.OnCandle(candle, out plan);
        plan = rises ? plan with { Rationale = "rises to " + candle.Close.ToString("0.00", CultureInfo.CurrentCulture) } : plan;
        return rises;
    }
}

/// <summary>Declares a warm-up of one candle, but averages all candles.</summary>
internal sealed class DependsOnTheWindow : PlainBase, IStrategy<NoOptions>
{
    private double _sum;
    private int _count;

    public static StrategyName Name { get; } = new("depends-on-the-window", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(30);

    public static IStrategyStream Open(NoOptions options) => new DependsOnTheWindow();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        _sum += double.IsFinite(candle.Close) ? candle.Close : 0;
        _count++;
        return base.OnCandle(candle, out plan) && candle.Close > _sum / _count;
    }
}

/// <summary>Allocates on every candle.</summary>
internal sealed class Allocates : PlainBase, IStrategy<NoOptions>
{
    private double[] _last = [];

    public static StrategyName Name { get; } = new("allocates", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new Allocates();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        _last = [candle.Open, candle.Close];
        return base.OnCandle(candle, out plan) && _last.Length == 2;
    }
}

/// <summary>Shares its state among all streams.</summary>
internal sealed class SharesState : PlainBase, IStrategy<NoOptions>
{
    private static double _lastClose;

    public static StrategyName Name { get; } = new("shares-state", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(2);

    public static IStrategyStream Open(NoOptions options)
    {
        _lastClose = double.NaN;
        return new SharesState();
    }

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        var rises = candle.Close > _lastClose;
        _lastClose = candle.Close;
        plan = Plan(candle);
        return rises;
    }
}

/// <summary>Decides by another pair's state on the same candle.</summary>
internal sealed class SharesStateAcrossPairs : PlainBase, IStrategy<NoOptions>
{
    private static readonly Dictionary<long, double> Closes = [];

    public static StrategyName Name { get; } = new("shares-state-across-pairs", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new SharesStateAcrossPairs();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        var isNews = Closes.TryGetValue(candle.OpenTimeMs, out var close) && close != candle.Close;
        Closes[candle.OpenTimeMs] = candle.Close;
        return base.OnCandle(candle, out plan) && !isNews;
    }
}

/// <summary>Returns one stream for all.</summary>
internal sealed class OneForAll : PlainBase, IStrategy<NoOptions>
{
    private static readonly OneForAll Only = new();

    public static StrategyName Name { get; } = new("one-stream", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => Only;
}

/// <summary>Sells although it declares only the long side.</summary>
internal sealed class SellsUndeclared : PlainBase, IStrategy<NoOptions>
{
    public static StrategyName Name { get; } = new("sells-undeclared", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new SellsUndeclared();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        plan = new TradePlan(SignalSide.Short, candle.Close * 1.01, candle.Close * 0.99, candle.Close * 0.98, 0.5, "falls");
        return candle.Close < candle.Open;
    }
}

/// <summary>Lets NaN into its prices.</summary>
internal sealed class SpreadsNan : PlainBase, IStrategy<NoOptions>
{
    public static StrategyName Name { get; } = new("spreads-nan", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new SpreadsNan();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        plan = Plan(candle) with { Stop = Math.Min(candle.Close * 0.99, candle.Low * 0.999) };
        return candle.Close > candle.Open;
    }
}

/// <summary>Fails without a candle every five minutes.</summary>
internal sealed class ThrowsAtGaps : PlainBase, IStrategy<NoOptions>
{
    private long _last;

    public static StrategyName Name { get; } = new("throws-at-gaps", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new ThrowsAtGaps();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        if (_last != 0 && candle.OpenTimeMs - _last != 300_000)
        {
            throw new InvalidOperationException("a gap");
        }

        _last = candle.OpenTimeMs;
        return base.OnCandle(candle, out plan);
    }
}

/// <summary>Divides by the range of a candle.</summary>
internal sealed class DividesByTheRange : PlainBase, IStrategy<NoOptions>
{
    public static StrategyName Name { get; } = new("divides-by-the-range", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new DividesByTheRange();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        var place = (candle.Close - candle.Low) / (candle.High - candle.Low);
        plan = Plan(candle) with { Confidence = Math.Max(0.01, place) };
        return !(place < 0.9) && candle.IsPossible;
    }
}

/// <summary>Assumes a fixed distance.</summary>
internal sealed class FixedDistance : PlainBase, IStrategy<NoOptions>
{
    public static StrategyName Name { get; } = new("fixed-distance", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new FixedDistance();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        plan = new TradePlan(SignalSide.Long, candle.Close - 1, candle.Close + 1, candle.Close + 2, 0.5, "a dollar away");
        return candle.Close > candle.Open && candle.IsPossible;
    }
}

/// <summary>Is slow.</summary>
internal sealed class TakesItsTime : PlainBase, IStrategy<NoOptions>
{
    private double _result;

    public static StrategyName Name { get; } = new("takes-its-time", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(1);

    public static IStrategyStream Open(NoOptions options) => new TakesItsTime();

    public override bool OnCandle(in Candle candle, out TradePlan plan)
    {
        for (var i = 0; i < 40_000; i++)
        {
            _result = Math.Sqrt(_result + i);
        }

        return base.OnCandle(candle, out plan) && _result >= 0;
    }
}
