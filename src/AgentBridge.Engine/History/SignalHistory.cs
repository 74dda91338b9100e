using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>
/// Every signal of a history, oldest first: a <see cref="DecisionRunner"/> from the first candle on, with the clock at each
/// candle's close. Yields what a run cycle yields candle by candle, but creates ids and records only for the signals that it returns.
/// </summary>
public static class SignalHistory
{
    /// <summary>Returns the signals that the gate approves.</summary>
    /// <param name="candles">Closed candles, oldest first.</param>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="options">The gate's settings.</param>
    /// <param name="onSignal">Takes each approved signal.</param>
    /// <param name="onDenied">Receives each denied signal; they are created only if this is given.</param>
    /// <exception cref="StrategyException">The strategy can't run on these candles.</exception>
    public static HistoryCounts RunGated(
        StrategyCandles candles, Strategy strategy, RiskOptions options, Action<ApprovedSignal> onSignal, Action<TradingSignal, GateCheck>? onDenied = null)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(onSignal);
        var own = candles.Own;
        var clock = new CandleClock();
        var gate = new RiskGate(clock);
        var denied = new SortedDictionary<DenyCode, int>();
        var approved = 0;
        var withoutStep = 0;

        // If the pair itself is invalid, SIGNAL_INVALID takes precedence over all numbers.
        var numbersDecide = SignalSymbol.IsValid(own.Symbol);
        var scanned = Scan(candles, strategy, options, (in JudgedPlan judged) =>
        {
            withoutStep += judged.Step.IsKnown ? 0 : 1;
            var check = judged.Check;
            if (check.Passed || !numbersDecide || onDenied is not null)
            {
                var signal = strategy.MakeSignal(judged.Plan, own.Symbol, own.Timeframe, judged.OpenTimeMs);
                clock.Set(signal.Timestamp.ToUnixTimeMilliseconds());
                var verdict = gate.ApplyRisk(signal, own.Symbol, judged.Market, options);
                if (verdict.IsApproved)
                {
                    approved++;
                    onSignal(verdict.Approved);
                    return;
                }

                check = verdict.Check;
                onDenied?.Invoke(signal, check);
            }

            denied[check.Code] = denied.GetValueOrDefault(check.Code) + 1;
        });
        return Counts(own, scanned, approved, denied, withoutStep);
    }

    /// <summary>Yields every signal of the strategy that satisfies the contract, without the gate.</summary>
    /// <param name="candles">Closed candles, oldest first.</param>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="onSignal">Takes each signal.</param>
    /// <exception cref="StrategyException">The strategy can't run on these candles.</exception>
    public static HistoryCounts RunRaw(StrategyCandles candles, Strategy strategy, Action<TradingSignal> onSignal)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(onSignal);
        var own = candles.Own;
        var denied = new SortedDictionary<DenyCode, int>();
        var withoutStep = 0;
        var scanned = Scan(candles, strategy, new RiskOptions(), (in JudgedPlan judged) =>
        {
            withoutStep += judged.Step.IsKnown ? 0 : 1;
            if (judged.Check.Code == DenyCode.SignalInvalid)
            {
                denied[DenyCode.SignalInvalid] = denied.GetValueOrDefault(DenyCode.SignalInvalid) + 1;
                return;
            }

            onSignal(strategy.MakeSignal(judged.Plan, own.Symbol, own.Timeframe, judged.OpenTimeMs));
        });
        return Counts(own, scanned, 0, denied, withoutStep);
    }

    /// <summary>Yields every plan with the gate's verdict; no ids, no records, no allocation per candle.</summary>
    /// <param name="candles">Closed candles, oldest first.</param>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="options">The gate's settings.</param>
    /// <param name="onPlan">Takes each plan.</param>
    /// <returns>The result of the run, apart from its plans.</returns>
    /// <exception cref="StrategyException">The strategy can't run on these candles.</exception>
    public static HistoryScan Scan(StrategyCandles candles, Strategy strategy, RiskOptions options, JudgedPlanHandler onPlan)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(onPlan);
        var runner = new DecisionRunner(strategy, candles, options);
        var own = candles.Own;
        var (plans, missing, failed, step) = (0, 0, 0, StepResult.None);
        StrategyFailure? failure = null;
        var index = 0;
        while (index < own.Count)
        {
            TradePlan plan;
            try
            {
                step = NextResult(runner, own, ref index, out plan);
            }
            catch (Exception exception)
            {
                index++;
                step = runner.Plans.Recover(candles, index, exception);
                failure ??= runner.Plans.Failure;
                plan = default;
            }

            if (step == StepResult.Plan)
            {
                plans++;
                onPlan(runner.Judge(plan));
            }
            else if (step == StepResult.FeedMissing)
            {
                missing++;
            }
            else if (step == StepResult.Failed)
            {
                failed++;
            }
        }

        return new(plans, missing, failed, step, failure, runner.Plans.Failure);
    }

    /// <summary>
    /// Takes candles until one has a result; exceptions are caught by the caller, once per result instead of once per candle.
    /// </summary>
    /// <param name="runner">Has processed the candles before <paramref name="index"/>.</param>
    /// <param name="own">The pair's own, oldest first.</param>
    /// <param name="index">The next candle; if the strategy throws, the candle on which it did.</param>
    /// <param name="plan">The plan, if there is one.</param>
    private static StepResult NextResult(DecisionRunner runner, CandleSeries own, ref int index, out TradePlan plan)
    {
        var times = own.OpenTimes;
        var opens = own.Opens;
        var highs = own.Highs;
        var lows = own.Lows;
        var closes = own.Closes;
        var volumes = own.Volumes;
        for (var i = index; i < times.Length; i++)
        {
            index = i;
            var candle = new Candle(times[i], opens[i], highs[i], lows[i], closes[i], volumes[i]);
            var step = runner.Next(candle, out plan);
            if (step != StepResult.None)
            {
                index = i + 1;
                return step;
            }
        }

        index = times.Length;
        plan = default;
        return StepResult.None;
    }

    private static HistoryCounts Counts(CandleSeries own, HistoryScan scanned, int approved, SortedDictionary<DenyCode, int> denied, int withoutStep) => new(own.Count, scanned.Plans, approved, denied)
    {
        PriceStep = PriceStepTracker.StepOf(own),
        WithoutStep = withoutStep,
        FeedMissing = scanned.FeedMissing,
        NewestLacksFeed = scanned.Newest == StepResult.FeedMissing,
        GeneratorFailed = scanned.Failed,
        FirstFailure = scanned.FirstFailure,
        NewestFailure = scanned.Newest == StepResult.Failed ? scanned.LastFailure : null,
    };
}
