using System.Collections.Immutable;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>A strategy with its options, which hosts run. It assigns ids and turns plans into signals.</summary>
/// <threadsafety>Any number of threads may use it; each run belongs to one.</threadsafety>
public sealed class Strategy : ISignalGenerator
{
    private readonly StrategyBinding _binding;

    // The ids of the most recent pair and timeframe: nearly always there is only one. A lost race only creates it again.
    private PairIds? _ids;

    internal Strategy(StrategyDescriptor descriptor, StrategyBinding binding, double maxCapitalPct)
    {
        if (maxCapitalPct is not (> 0 and <= 1))
        {
            throw new StrategyException(FormattableString.Invariant($"strategy {descriptor.Name.Name}: max_capital_pct={maxCapitalPct}: expected a number more than 0 and at most 1 (the cap on capital that its signals carry)"));
        }

        Descriptor = descriptor;
        MaxCapitalPct = maxCapitalPct;
        _binding = binding;
        Name = descriptor.Name.ToString();
    }

    /// <summary>The strategy's descriptor.</summary>
    public StrategyDescriptor Descriptor { get; }

    /// <summary>Name and version, <c>breakout/1</c>.</summary>
    public string Name { get; }

    /// <summary>Every option by name, sorted, as it enters the decision_id.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Values => _binding.Values;

    /// <summary>The options as they enter the decision_id: <c>k=v</c> joined by <c>;</c>, sorted by name.</summary>
    public string Parameters => _binding.Text;

    /// <summary>Its requirements with these options.</summary>
    public StrategyNeeds Needs => _binding.Needs;

    /// <summary>The cap on capital that its signals carry; no part of the decision_id.</summary>
    public double MaxCapitalPct { get; }

    /// <summary>Creates a strategy without options in code: its stream is opened by a function.</summary>
    /// <param name="name">Its name and version.</param>
    /// <param name="needs">Its requirements.</param>
    /// <param name="open">Opens a stream; a new one each time.</param>
    /// <param name="maxCapitalPct">The cap on capital that its signals carry; more than 0 and at most 1.</param>
    public static Strategy Of(StrategyName name, StrategyNeeds needs, Func<IStrategyStream> open, double maxCapitalPct)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(needs);
        ArgumentNullException.ThrowIfNull(open);
        return StrategyDescriptor.Of(name, needs, open).Bind([], maxCapitalPct);
    }

    /// <summary>The other pairs whose candles it uses in addition to those of a pair.</summary>
    /// <param name="symbol">The pair that it decides.</param>
    public ImmutableArray<string> OtherPairsOf(string symbol) =>
        [.. Needs.Feeds.Select(f => f.Pair?.ToString()).OfType<string>().Where(p => !string.Equals(p, symbol, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];

    /// <summary>The number of closed candles in a decision's window: as many as Freqtrade keeps, or the warm-up if that is longer.</summary>
    /// <param name="timeframe">The base timeframe: that of the pair being decided.</param>
    public int WindowOn(Timeframe timeframe) => Math.Max(PriceStepTracker.Window, Needs.WarmUpOn(timeframe));

    /// <summary>Opens a stream that has seen no candle.</summary>
    public IStrategyStream OpenStream() => _binding.Open() ?? throw new StrategyException($"strategy {Descriptor.Name.Name}: Open gave no stream");

    /// <summary>Starts a run that has seen no candle.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The base timeframe: that of the pair being decided.</param>
    /// <param name="marketStep">The price step that the market reports; unknown by default.</param>
    /// <exception cref="StrategyException">It can't run on that timeframe.</exception>
    public StrategyRunner CreateRunner(string symbol, Timeframe timeframe, PriceStep marketStep = default) => new(this, symbol, timeframe, marketStep);

    /// <inheritdoc/>
    public TradingSignal? GenerateSignal(CandleSeries candles) => GenerateSignal(new StrategyCandles(candles));

    /// <summary>
    /// The signal that the newest candle triggers, or <see langword="null"/> for none, also if a feed is missing. Uses as many of the
    /// newest candles as a run cycle does (<see cref="WindowOn"/>).
    /// </summary>
    /// <param name="candles">Closed candles, oldest first.</param>
    public TradingSignal? GenerateSignal(StrategyCandles candles)
    {
        ArgumentNullException.ThrowIfNull(candles);
        candles = candles.From(Math.Max(0, candles.Own.Count - WindowOn(candles.Own.Timeframe)));
        var own = candles.Own;
        var runner = CreateRunner(own.Symbol, own.Timeframe, own.MarketStep);
        TradingSignal? signal = null;
        runner.Run(candles, (int index, in TradePlan plan) => signal = index == own.Count - 1 ? MakeSignal(plan, own.Symbol, own.Timeframe, own.OpenTimes[index]) : null);
        return signal;
    }

    /// <summary>The whole signal of a plan.</summary>
    /// <param name="plan">The plan of a run: with its entry filled in and its prices rounded to the market's step.</param>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
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
            new RiskPlan(plan.Stop, new TakeProfits(new(plan.Tp1, plan.Tp1Share), new(plan.Tp2, plan.Tp2Share)), MaxCapitalPct),
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
