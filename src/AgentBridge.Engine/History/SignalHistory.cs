using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>
/// Every signal of a history, oldest first: the generator's kernel, one streaming market state fed from the first candle and
/// the risk gate, with the clock at each candle's close. Gives what a run cycle gives candle by candle, but makes ids and
/// records only of the signals that it hands out.
/// </summary>
public static class SignalHistory
{
    /// <summary>Hands out the signals that the gate approves.</summary>
    /// <param name="candles">Closed candles, oldest first.</param>
    /// <param name="generator">The generator.</param>
    /// <param name="options">The gate's settings.</param>
    /// <param name="onSignal">Takes each approved signal.</param>
    public static HistoryCounts RunGated(CandleSeries candles, BreakoutGenerator generator, RiskOptions options, Action<ApprovedSignal> onSignal)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(onSignal);
        var clock = new CandleClock();
        var gate = new RiskGate(clock);
        var denied = new SortedDictionary<DenyCode, int>();
        var approved = 0;
        var withoutStep = 0;

        // Where the pair itself is no pair, SIGNAL_INVALID comes before whatever the numbers say.
        var numbersDecide = SignalSymbol.IsValid(candles.Symbol);
        var raw = Scan(candles, generator, options, (in JudgedBreakout breakout) =>
        {
            withoutStep += breakout.Step.IsKnown ? 0 : 1;
            var code = breakout.Check.Code;
            if (breakout.Check.Passed || !numbersDecide)
            {
                var signal = generator.MakeSignal(breakout.Levels, candles.Symbol, candles.Timeframe, breakout.OpenTimeMs);
                clock.Set(signal.Timestamp.ToUnixTimeMilliseconds());
                var verdict = gate.ApplyRisk(signal, candles.Symbol, breakout.Market, options);
                if (verdict.IsApproved)
                {
                    approved++;
                    onSignal(verdict.Approved);
                    return;
                }

                code = verdict.Check.Code;
            }

            denied[code] = denied.GetValueOrDefault(code) + 1;
        });
        return new HistoryCounts(candles.Count, raw, approved, denied) { PriceStep = PriceStepTracker.StepOf(candles), WithoutStep = withoutStep };
    }

    /// <summary>Hands out every signal of the generator; nothing is judged.</summary>
    /// <param name="candles">Closed candles, oldest first.</param>
    /// <param name="generator">The generator.</param>
    /// <param name="onSignal">Takes each signal.</param>
    public static HistoryCounts RunRaw(CandleSeries candles, BreakoutGenerator generator, Action<TradingSignal> onSignal)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(onSignal);
        var withoutStep = 0;
        var raw = Scan(candles, generator, new RiskOptions(), (in JudgedBreakout breakout) =>
        {
            withoutStep += breakout.Step.IsKnown ? 0 : 1;
            onSignal(generator.MakeSignal(breakout.Levels, candles.Symbol, candles.Timeframe, breakout.OpenTimeMs));
        });
        return new HistoryCounts(candles.Count, raw, 0, new SortedDictionary<DenyCode, int>()) { PriceStep = PriceStepTracker.StepOf(candles), WithoutStep = withoutStep };
    }

    /// <summary>Hands out every breakout as numbers with what the gate says of the numbers; no ids, no records, no allocation a candle.</summary>
    /// <param name="candles">Closed candles, oldest first.</param>
    /// <param name="generator">The generator.</param>
    /// <param name="options">The gate's settings.</param>
    /// <param name="onBreakout">Takes each breakout.</param>
    /// <returns>How many breakouts there were.</returns>
    public static int Scan(CandleSeries candles, BreakoutGenerator generator, RiskOptions options, BreakoutHandler onBreakout)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(onBreakout);
        var kernel = generator.CreateState();
        var steps = new PriceStepTracker(candles.MarketStep);

        // Settings that are not valid deny below; the tracker still needs a period that exists.
        var tracker = new MarketTracker(candles.Timeframe, options.IsValid ? options.AtrPeriod : 1);
        var found = 0;
        var times = candles.OpenTimes;
        var opens = candles.Opens;
        var highs = candles.Highs;
        var lows = candles.Lows;
        var closes = candles.Closes;
        var volumes = candles.Volumes;
        for (var i = 0; i < candles.Count; i++)
        {
            var candle = new Candle(times[i], opens[i], highs[i], lows[i], closes[i], volumes[i]);
            tracker.Update(candle);
            steps.Update(candle);
            if (kernel.Update(candle.High, candle.Low, candle.Close, out var raw)
                && steps.Step is var step && PriceSnap.TrySnap(SignalSide.Long, raw, step, out var levels))
            {
                found++;
                var market = tracker.State;
                var check = RiskGate.Judge(LevelsOf(levels, market.CloseTimeMs, generator), market, market.CloseTimeMs, options);
                onBreakout(new JudgedBreakout(candle.OpenTimeMs, levels, step, market, check));
            }
        }

        return found;
    }

    /// <summary>What <see cref="TradeLevels.Of"/> reads from the signal that the generator makes of these prices.</summary>
    private static TradeLevels LevelsOf(in PlanPrices levels, long closeTimeMs, BreakoutGenerator generator) =>
        new(
            SignalSide.Long,
            closeTimeMs,
            levels.Entry,
            levels.Stop,
            new TakeProfit(levels.Tp1, BreakoutGenerator.TargetShare),
            new TakeProfit(levels.Tp2, BreakoutGenerator.TargetShare),
            generator.Options.MaxCapitalPct);
}
