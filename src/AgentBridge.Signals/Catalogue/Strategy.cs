using System.Collections.Immutable;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>A strategy with its options: what hosts run. It stamps ids and makes signals of plans.</summary>
/// <threadsafety>Any number of threads may use it; each walk belongs to one.</threadsafety>
public sealed class Strategy : ISignalGenerator
{
    private readonly StrategyBinding _binding;

    // The ids of the pair and timeframe asked for last: nearly always there is but one. A lost race only makes it anew.
    private PairIds? _ids;

    internal Strategy(StrategyDescriptor descriptor, StrategyBinding binding, double maxCapitalPct)
    {
        if (maxCapitalPct is not (> 0 and <= 1))
        {
            throw new StrategyException($"strategy {descriptor.Name.Name}: max_capital_pct={maxCapitalPct}: expected a number more than 0 and at most 1");
        }

        Descriptor = descriptor;
        MaxCapitalPct = maxCapitalPct;
        _binding = binding;
        Name = descriptor.Name.ToString();
    }

    /// <summary>What it is.</summary>
    public StrategyDescriptor Descriptor { get; }

    /// <summary>Name and version, <c>breakout/1</c>.</summary>
    public string Name { get; }

    /// <summary>Every option by name, sorted, as it enters the decision_id.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Values => _binding.Values;

    /// <summary>The options as they enter the decision_id: <c>k=v</c> joined by <c>;</c>, sorted by name.</summary>
    public string Parameters => _binding.Text;

    /// <summary>What it needs.</summary>
    public StrategyNeeds Needs => _binding.Needs;

    /// <summary>The cap on capital that its signals carry; no part of the decision_id.</summary>
    public double MaxCapitalPct { get; }

    /// <inheritdoc/>
    public int WarmupPeriod => Needs.WarmUp;

    /// <summary>A stream that has seen no candle.</summary>
    public IStrategyStream OpenStream() => _binding.Open() ?? throw new StrategyException($"strategy {Descriptor.Name.Name}: Open gave no stream");

    /// <summary>A walk that has seen no candle.</summary>
    /// <param name="symbol">The pair.</param>
    /// <param name="timeframe">The base timeframe.</param>
    /// <exception cref="StrategyException">It can't run on that timeframe.</exception>
    public StrategyWalk Walk(string symbol, Timeframe timeframe) => new(this, symbol, timeframe);

    /// <inheritdoc/>
    public TradingSignal? GenerateSignal(CandleSeries candles) => GenerateSignal(new StrategyCandles(candles));

    /// <summary>The signal that the newest candle triggers, or <see langword="null"/> for none; a missing feed is none.</summary>
    /// <param name="candles">Closed candles, oldest first.</param>
    public TradingSignal? GenerateSignal(StrategyCandles candles)
    {
        ArgumentNullException.ThrowIfNull(candles);
        var own = candles.Own;
        var walk = Walk(own.Symbol, own.Timeframe);
        TradingSignal? signal = null;
        walk.Run(candles, (int index, in TradePlan plan) => signal = index == own.Count - 1 ? MakeSignal(plan, own.Symbol, own.Timeframe, own.OpenTimes[index]) : null);
        return signal is null ? null : PriceSnap.Snap(signal, PriceStepTracker.StepOf(own));
    }

    /// <summary>The whole signal of a plan.</summary>
    /// <param name="plan">The plan, its entry given.</param>
    /// <remarks>Its prices are the plan's: <see cref="PriceSnap"/> puts them on the market's grid.</remarks>
    /// <param name="symbol">The pair.</param>
    /// <param name="timeframe">The timeframe of the deciding candle.</param>
    /// <param name="openTimeMs">The open of the deciding candle, in Unix milliseconds.</param>
    public TradingSignal MakeSignal(in TradePlan plan, string symbol, Timeframe timeframe, long openTimeMs) =>
        new(
            IdsOf(symbol, timeframe).Create(openTimeMs),
            DateTimeOffset.FromUnixTimeMilliseconds(openTimeMs + timeframe.Milliseconds),
            symbol,
            plan.Side,
            plan.Confidence,
            new SignalEntry(plan.EntryType, plan.Entry ?? double.NaN),
            new RiskPlan(plan.Stop, new TakeProfits(new(plan.Tp1, plan.Tp1Share), new(plan.Tp2, 1 - plan.Tp1Share)), MaxCapitalPct),
            plan.Rationale);

    /// <summary>Name and options, for people.</summary>
    public override string ToString() => Parameters.Length == 0 ? Name : $"{Name} ({Parameters})";

    private DecisionIdSeries IdsOf(string symbol, Timeframe timeframe)
    {
        var ids = _ids;
        if (ids is null || ids.Timeframe != timeframe || !string.Equals(ids.Symbol, symbol, StringComparison.Ordinal))
        {
            ids = new PairIds(symbol, timeframe, new DecisionIdSeries(Name, Parameters, symbol, timeframe.ToString()));
            _ids = ids;
        }

        return ids.Ids;
    }

    private sealed record PairIds(string Symbol, Timeframe Timeframe, DecisionIdSeries Ids);
}
