using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>
/// The one loop over candles for every host (a history, a cycle, a replay, the agent in another program): the strategy's run
/// with its feeds and the price step, and the market state that the gate uses, advanced together. Allocates nothing.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class DecisionRunner
{
    private readonly RiskOptions _options;
    private readonly double _maxCapitalPct;
    private MarketTracker _tracker;

    /// <summary>Creates a run that has seen no candle.</summary>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="candles">The candles to feed: their pair, timeframe and price step, and the other pairs' candles.</param>
    /// <param name="options">The gate's settings.</param>
    /// <exception cref="StrategyException">The strategy can't run on that timeframe.</exception>
    public DecisionRunner(Strategy strategy, StrategyCandles candles, RiskOptions options)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(options);
        var own = candles.Own;
        _options = options;
        _maxCapitalPct = strategy.MaxCapitalPct;

        // Settings that are not valid deny below; the tracker still needs a period that exists.
        _tracker = new MarketTracker(own.Timeframe, options.IsValid ? options.AtrPeriod : 1);
        Plans = strategy.CreateRunner(own.Symbol, own.Timeframe, own.MarketStep);
        _ = Plans.TryContinue(candles);
    }

    /// <summary>The strategy's own run.</summary>
    public StrategyRunner Plans { get; }

    /// <summary>The market as of the newest candle.</summary>
    public MarketState Market => _tracker.State;

    /// <summary>Takes the next closed candle.</summary>
    /// <param name="candle">The closed candle.</param>
    /// <param name="plan">The plan; meaningless if there is none.</param>
    public StepResult Next(in Candle candle, out TradePlan plan)
    {
        _tracker.Update(candle);
        return Plans.Next(candle, out plan);
    }

    /// <summary>The gate's verdict on the newest candle's plan, with the clock at its close.</summary>
    /// <param name="plan">What the strategy wants to do at the close of the newest candle.</param>
    public JudgedPlan Judge(in TradePlan plan)
    {
        var market = _tracker.State;
        return new(market.CloseTimeMs - market.TimeframeMs, plan, Plans.Prices.Step, market, RiskGate.Judge(new RiskContext(plan, market, new AccountState(_maxCapitalPct), market.CloseTimeMs), _options));
    }
}
