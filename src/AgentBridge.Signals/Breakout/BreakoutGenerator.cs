using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// Long when a candle closes above the highs before it, stop below the latest lows, targets at multiples of R.
/// A demonstration of the way of a signal, not a profitable strategy.
/// </summary>
public sealed class BreakoutGenerator : ISignalGenerator
{
    /// <summary>The share of the position that each of the two targets closes.</summary>
    public const double TargetShare = 0.5;

    private readonly string _parameters;
    private readonly string _rationale;

    // The ids of the pair and timeframe asked for last: nearly always there is but one. A lost race only makes it anew.
    private PairIds? _ids;

    /// <summary>A generator with settings.</summary>
    /// <param name="options">The settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public BreakoutGenerator(BreakoutOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        Options = options;
        _parameters = options.FormatForId();
        _rationale = $"breakout above {CanonicalNumber.Format(options.HighLookback)}-bar high";
    }

    /// <summary>The settings.</summary>
    public BreakoutOptions Options { get; }

    /// <inheritdoc/>
    public string Name => "breakout/1";

    /// <inheritdoc/>
    public int WarmupPeriod => Math.Max(Options.HighLookback + 1, Options.LowLookback);

    /// <summary>A kernel with these settings, for callers that stream.</summary>
    public BreakoutState CreateState() => new(Options);

    /// <inheritdoc/>
    public TradingSignal? GenerateSignal(CandleSeries candles)
    {
        ArgumentNullException.ThrowIfNull(candles);
        var window = candles.Last(WarmupPeriod);
        var state = CreateState();
        var highs = window.Highs;
        var lows = window.Lows;
        var closes = window.Closes;
        var broke = false;
        PlanPrices levels = default;
        for (var i = 0; i < highs.Length; i++)
        {
            broke = state.Update(highs[i], lows[i], closes[i], out levels);
        }

        return broke && PriceSnap.TrySnap(SignalSide.Long, levels, PriceStepTracker.StepOf(candles), out var snapped)
            ? MakeSignal(snapped, candles.Symbol, candles.Timeframe, window.OpenTimes[^1])
            : null;
    }

    /// <summary>The whole signal of a breakout.</summary>
    /// <param name="levels">Its prices, on the market's grid (<see cref="PriceSnap"/>).</param>
    /// <param name="symbol">The pair.</param>
    /// <param name="timeframe">The timeframe of the deciding candle.</param>
    /// <param name="openTimeMs">The open of the deciding candle, in Unix milliseconds.</param>
    public TradingSignal MakeSignal(in PlanPrices levels, string symbol, Timeframe timeframe, long openTimeMs) =>
        new(
            IdsOf(symbol, timeframe).Create(openTimeMs),
            DateTimeOffset.FromUnixTimeMilliseconds(openTimeMs + timeframe.Milliseconds),
            symbol,
            SignalSide.Long,
            Options.Confidence,
            new SignalEntry(EntryType.Market, levels.Entry),
            new RiskPlan(levels.Stop, new TakeProfits(new(levels.Tp1, TargetShare), new(levels.Tp2, TargetShare)), Options.MaxCapitalPct),
            _rationale);

    private DecisionIdSeries IdsOf(string symbol, Timeframe timeframe)
    {
        var ids = _ids;
        if (ids is null || ids.Timeframe != timeframe || !string.Equals(ids.Symbol, symbol, StringComparison.Ordinal))
        {
            ids = new PairIds(symbol, timeframe, new DecisionIdSeries(Name, _parameters, symbol, timeframe.ToString()));
            _ids = ids;
        }

        return ids.Ids;
    }

    private sealed record PairIds(string Symbol, Timeframe Timeframe, DecisionIdSeries Ids);
}
